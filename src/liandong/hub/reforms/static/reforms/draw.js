// The modeller (bpmn-js, bpmn.io): opens the procedure, and puts the edited one into the form. Its watermark stays.
(function () {
  "use strict";
  const WORDS = {
    "Activate hand tool": "抓手工具", "Activate lasso tool": "框选工具", "Activate create/remove space tool": "增减空白", "Activate global connect tool": "连线工具",
    "Create start event": "新建开始事件", "Create intermediate/boundary event": "新建中间或边界事件", "Create end event": "新建结束事件", "Create gateway": "新建网关", "Create task": "新建环节",
    "Create expanded sub-process": "新建展开的子流程", "Create data object reference": "新建数据对象", "Create data store reference": "新建数据存储", "Create pool/participant": "新建参与方（泳池）", "Create group": "新建分组", "Create element": "新建元素", "Create elements": "新建元素",
    "Append task": "追加环节", "Append end event": "追加结束事件", "Append gateway": "追加网关", "Append intermediate/boundary event": "追加中间或边界事件", "Append element": "追加元素", "Add text annotation": "加注释", "Append text annotation": "加注释", "Delete": "删除", "Remove": "删除", "Change element": "更改类型", "Change type": "更改类型",
    "Connect using association": "用关联连接", "Connect to other element": "连接到其他元素", "Connect using sequence/message flow or association": "用顺序流、消息流或关联连接", "Add lane above": "在上方加泳道", "Add lane below": "在下方加泳道", "Divide into two lanes": "分成两条泳道", "Divide into three lanes": "分成三条泳道", "Align elements": "对齐元素", "Open minimap": "打开缩略图",
    "Task": "环节", "User task": "用户任务", "Service task": "系统任务", "Manual task": "人工任务", "Script task": "脚本任务", "Send task": "发送任务", "Receive task": "接收任务", "Business rule task": "规则任务", "Call activity": "调用环节", "Sub-process (collapsed)": "子流程（折叠）", "Sub-process (expanded)": "子流程（展开）", "Sub-process": "子流程", "Transaction": "事务",
    "Exclusive gateway": "排他网关", "Parallel gateway": "并行网关", "Inclusive gateway": "包容网关", "Complex gateway": "复杂网关", "Event-based gateway": "事件网关",
    "Start event": "开始事件", "End event": "结束事件", "Intermediate throw event": "中间事件", "Timer start event": "定时开始事件", "Timer intermediate catch event": "定时等待事件", "Message start event": "消息开始事件", "Message intermediate catch event": "消息等待事件", "Message intermediate throw event": "消息发送事件", "Message end event": "消息结束事件", "Conditional start event": "条件开始事件", "Signal start event": "信号开始事件", "Terminate end event": "终止结束事件", "Error end event": "错误结束事件",
    "Sequence flow": "顺序流", "Default flow": "默认流", "Conditional flow": "条件流", "Loop": "循环", "Parallel multi-instance": "多实例并行", "Sequential multi-instance": "多实例依次", "Ad-hoc": "特别流程", "Search in diagram": "在图中查找", "Search": "查找", "Tasks": "环节", "Gateways": "网关", "Events": "事件", "Data": "数据", "Participants": "参与方", "Sub-processes": "子流程", "Data object reference": "数据对象", "Data store reference": "数据存储", "Expanded pool/participant": "参与方（展开）", "Empty pool/participant": "参与方（空）", "Group": "分组",
    "Distribute elements horizontally": "水平均匀分布", "Distribute elements vertically": "垂直均匀分布", "Align elements left": "左对齐", "Align elements right": "右对齐", "Align elements top": "上对齐", "Align elements bottom": "下对齐", "Align elements center": "水平居中", "Align elements middle": "垂直居中", "Toggle non-interrupting": "切换是否中断", "Set color": "设置颜色", "Create": "新建", "Append": "追加", "Close": "关闭", "No matching entries found": "没有找到"
  };
  function words(template, replacements) {
    const isChinese = document.documentElement.lang.startsWith("zh");
    const text = (isChinese && WORDS[template]) || template;
    return text.replace(/{([^}]+)}/g, (_, key) => (replacements || {})[key] || "{" + key + "}");
  }
  // The tools stand in a row above the drawing, where they cover nothing of it; the class keeps their colours.
  function besideTheDrawing(place) {
    const row = document.createElement("div");
    row.className = "rf-tools djs-parent bio-theme-parent";
    row.append(place.querySelector(".djs-palette"));
    place.before(row);
  }
  async function ready() {
    const place = document.querySelector("[data-draw]");
    if (!place || !window.BpmnJS) return;
    const form = place.closest("form"), field = form.querySelector("textarea[name=xml]");
    field.closest(".hub-field").hidden = true;
    const modeller = new window.BpmnJS({ container: place, additionalModules: [{ translate: ["value", words] }] });
    besideTheDrawing(place);
    await modeller.importXML(field.value);
    modeller.get("canvas").zoom("fit-viewport", "auto");
    let isSaved = false;
    form.addEventListener("submit", async (event) => {
      if (isSaved) return;
      event.preventDefault();
      field.value = (await modeller.saveXML({ format: true })).xml;
      isSaved = true;
      form.requestSubmit(event.submitter);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
})();
