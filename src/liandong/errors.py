"""One tree of errors; each says what happened, with which value, and what to do next.

    LiandongError
    ├── InputError                 something read from outside cannot be used
    │   ├── FileMissing
    │   ├── FileEmpty
    │   │   └── RowsRejected
    │   ├── FileDamaged
    │   ├── FileTooLarge
    │   ├── FormatUnknown
    │   ├── ColumnMissing
    │   └── MixedTimeZones
    ├── ProfileError               a profile cannot be used so
    │   ├── ProfilesDiffer
    │   ├── ProfileNotContained
    │   ├── ProfileDamaged
    │   ├── CannotCalibrate
    │   ├── TableUnknown
    │   └── SharingRefused         the counts cannot be shared so
    │       ├── TooFewToShare
    │       ├── SharedAlready
    │       ├── DifferenceTooSmall
    │       ├── BudgetExhausted
    │       └── ChainBroken
    ├── ProcedureError             a procedure cannot be used so
    │   ├── ElementUnknown
    │   ├── EditRefused
    │   ├── NothingToDiscover
    │   ├── NotInBlocks
    │   └── ReformError            a reform cannot be applied so
    │       ├── ReformDamaged
    │       ├── BasisMissing
    │       ├── ParameterRefused
    │       ├── OperatorRefused
    │       └── OperatorsContradict
    ├── ModelError                 a model cannot be simulated
    ├── StressTestDamaged          the file of a stress test cannot be used
    ├── AssumptionsDamaged         the assumptions of an innovation's simulated data cannot be used
    ├── BundleError                a bundle, a catalogue or a report cannot be used so
    │   ├── BundleDamaged
    │   ├── BundleFaulty
    │   ├── SignatureRefused
    │   ├── CatalogueRefused
    │   ├── CasesFailed
    │   ├── NotFitting
    │   └── ExchangeBroken
    ├── DossierError               a dossier cannot be written so
    │   └── ResultUnknown
    ├── StoreError                 a store of events cannot be used so
    │   ├── StoreBusy
    │   ├── StoreDamaged
    │   └── StoreTaken
    ├── StateError                 the state behind incremental updates cannot be used so
    │   ├── StateBusy
    │   ├── StateDamaged
    │   ├── StateDiffers
    │   └── StateUnrelated
    ├── FilterError                a condition on cases cannot be used
    │   └── FilterColumnUnknown
    ├── CalendarError
    │   ├── CalendarUnknown
    │   ├── CalendarYearMissing
    │   └── CalendarDamaged
    ├── SettingError               an option or a settings file holds a value that cannot be used
    ├── DatabaseFailed             a database could not do what was asked
    ├── ExtraMissing               a package that is not part of the basic installation is needed
    ├── OutOfRoom                  counting needs more memory and disk than there is
    ├── OutputError                a result could not be written
    ├── Occupied                   what would be replaced is in use, and nobody said to replace it
    └── ServiceFailed              a process of the hub ends again and again

The class docstring is the default message in English, ``zh`` the same in Chinese; both are filled with
the keyword arguments the error was raised with. An argument in words is a pair (Chinese, English), so that
``reason=("时间在 1800 年以前", "a time lies before 1800")`` is told in the language of the message.
"""

from __future__ import annotations

from typing import ClassVar


class LiandongError(Exception):
    """Something went wrong: {reason}."""

    zh: ClassVar[str] = "出错了：{reason}。"

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.text("en"))

    def text(self, lang: str = "zh") -> str:
        """The message in Chinese (``zh``) or English (``en``)."""
        template = self.zh if lang == "zh" else " ".join((type(self).__doc__ or "").split())
        return template.format(**{name: _told(value, lang) for name, value in self.values.items()})

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.values))


def _told(value: object, lang: str) -> object:
    """The value itself or, of a pair of texts, the one in that language."""
    match value:
        case (str(zh), str(en)):
            return zh if lang == "zh" else en
    return value


def _rebuild(kind: type[LiandongError], values: dict[str, object]) -> LiandongError:
    return kind(**values)


class InputError(LiandongError):
    """Cannot read {path}: {reason}."""

    zh = "无法读取 {path}：{reason}。"


class FileMissing(InputError):
    """{path} does not exist or is not a file. Check the path; to read several files, name each one."""

    zh = "{path} 不存在，或者不是文件。请检查路径；要读多个文件，请逐个写出。"


class FileEmpty(InputError):
    """{path} holds no events. Export it again and check that the export has rows."""

    zh = "{path} 里没有任何事件。请重新导出，并确认导出结果里有数据行。"


class RowsRejected(FileEmpty):
    """{path}: none of its {count} rows can be used; the first, row {row}: {reason} ({cell}). Correct
    the column with --case, --activity or --time, or the rows; `liandong log check` lists them."""

    zh = (
        "{path} 的 {count} 行都不能采用；第一处在第 {row} 行：{reason}（{cell}）。"
        "请用 --case、--activity 或 --time 指定正确的列，或更正数据；`liandong log check` 会逐行列出。"
    )


class FileDamaged(InputError):
    """{path} is damaged or cut off ({reason}). Copy or export it again."""

    zh = "{path} 已损坏或不完整（{reason}）。请重新拷贝或重新导出。"


class FileTooLarge(InputError):
    """{path} unpacks to more than {limit} bytes. If you trust the file, raise the limit with --max-bytes."""

    zh = "{path} 解压后超过 {limit} 字节。如果信任该文件，请用 --max-bytes 提高上限。"


class FormatUnknown(InputError):
    """{path} is not a format we know ({reason}). Known: {known}."""

    zh = "{path} 的格式无法识别（{reason}）。可读的格式：{known}。"


class ColumnMissing(InputError):
    """{path} has no column for the {wanted}. Its columns are: {columns}. Name one with {option}."""

    zh = "{path} 里找不到“{wanted}”列。现有列：{columns}。请用 {option} 指定。"


class MixedTimeZones(InputError):
    """{path}, column {column}: some times carry a time zone and some do not (row {row}: {value}). Export
    all times with a zone, or all without one and say which with --timezone."""

    zh = (
        "{path} 的“{column}”列里，有的时间带时区，有的不带（第 {row} 行：{value}）。"
        "请统一带时区导出，或统一不带时区并用 --timezone 说明。"
    )


class ProfileError(LiandongError):
    """This profile cannot be used so: {reason}."""

    zh = "流程画像不能这样用：{reason}。"


class ProfilesDiffer(ProfileError):
    """The profiles cannot be combined: {setting} is {left} in one and {right} in the other. Build both with
    the same setting, or coarsen the finer one first."""

    zh = "两个流程画像不能合并：“{setting}”一个是 {left}，另一个是 {right}。请用相同设置重新生成，或先把较细的一个粗化。"


class ProfileNotContained(ProfileError):
    """Cannot subtract: table {table} would fall below zero ({count} rows). Subtract only a profile that was
    added before."""

    zh = "不能相减：表 {table} 会出现负数（{count} 行）。只能减去曾经加入过的流程画像。"


class ProfileDamaged(ProfileError):
    """{path} is not a usable profile ({reason}). Build it again with `liandong profile`."""

    zh = "{path} 不是可用的流程画像（{reason}）。请用 `liandong profile` 重新生成。"


class TableUnknown(ProfileError):
    """A profile has no table called {table}. Its tables are: {known}."""

    zh = "流程画像里没有名为 {table} 的表。现有的表：{known}。"


class ProcedureError(LiandongError):
    """This procedure cannot be used so: {reason}."""

    zh = "流程不能这样用：{reason}。"


class ElementUnknown(ProcedureError):
    """{procedure} has no element with the id {id}. `liandong procedure check` lists its elements with --list."""

    zh = "{procedure} 里没有 id 为 {id} 的元素。用 `liandong procedure check --list` 可列出全部元素。"


class EditRefused(ProcedureError):
    """The procedure was not changed: {reason}."""

    zh = "流程没有改动：{reason}。"


class NothingToDiscover(ProcedureError):
    """The profile has no steps to discover a procedure from ({reason})."""

    zh = "这份流程画像里没有可用来还原流程的流转记录（{reason}）。"


class NotInBlocks(ProcedureError):
    """The procedure {procedure} is not built of blocks, so cases cannot be replayed on it: {reason}. Let every
    gateway that splits be joined by one of its kind."""

    zh = "流程 {procedure} 不是由成对的网关块组成，无法逐件回放：{reason}。请让每个分支网关都由同类网关汇合。"


class ReformError(ProcedureError):
    """The reform {reform} cannot be used so: {reason}."""

    zh = "突破方案“{reform}”不能这样用：{reason}。"


class ReformDamaged(ReformError):
    """{path}, line {line}, key “{key}”: {reason}. Correct the line; `liandong reform check` tells whether the file
    can be used."""

    zh = "{path} 第 {line} 行“{key}”：{reason}。请更正这一行；`liandong reform check` 可检查文件能否使用。"


class BasisMissing(ReformError):
    """The reform {reform} cannot be applied: {reason}. Add a [[basis]] with document, clause, authority and
    valid_from, or try it as a draft with --draft."""

    zh = (
        "突破方案“{reform}”不能采用：{reason}。"
        "请补上 [[basis]]（document、clause、authority、valid_from），或用 --draft 作为草案试算。"
    )


class ParameterRefused(ReformError):
    """The parameter {parameter} cannot be {value}: {reason}. Give another with --set {parameter}=VALUE."""

    zh = "参数 {parameter} 不能是 {value}：{reason}。请用 --set {parameter}=数值 另行给出。"


class OperatorRefused(ReformError):
    """Step {step}, {operator}: {reason}. The procedure was not changed."""

    zh = "第 {step} 步“{operator}”不适用：{reason}。流程没有改动。"


class OperatorsContradict(ReformError):
    """Step {first} ({one}) and step {second} ({other}) contradict each other: {reason}. Keep one of them."""

    zh = "第 {first} 步“{one}”与第 {second} 步“{other}”相互矛盾：{reason}。请只保留其中一步。"


class StoreError(LiandongError):
    """The store {path} cannot be used so: {reason}."""

    zh = "存储库 {path} 不能这样用：{reason}。"


class StoreBusy(StoreError):
    """Another program is writing to the store {path}. Try again when it has finished; reading is possible meanwhile."""

    zh = "另一个程序正在写入存储库 {path}。请等它结束后再试；这期间可以读取。"


class StoreDamaged(StoreError):
    """{path} is not a usable store ({reason}). Build it again with `liandong log store`."""

    zh = "{path} 不是可用的存储库（{reason}）。请用 `liandong log store` 重新建立。"


class StoreTaken(StoreError):
    """{path} exists already. Add to it with --append, or choose another place with -o."""

    zh = "{path} 已经存在。请用 --append 追加，或用 -o 另选位置。"


class StateError(LiandongError):
    """The state {path} cannot be used so: {reason}."""

    zh = "状态 {path} 不能这样用：{reason}。"


class StateBusy(StateError):
    """Another program is writing the state {path}. Wait until it is done and run this again; nothing was changed."""

    zh = "另一个程序正在写状态 {path}。请等它完成后再运行一次；这次没有改动任何内容。"


class StateDamaged(StateError):
    """The state {path} is damaged ({reason}). Put a copy of it back, or delete it and count the logs anew into
    a new state and a new profile."""

    zh = "状态 {path} 已损坏（{reason}）。请换回它的备份，或者删除它，用原日志重新生成状态和流程画像。"


class StateDiffers(StateError):
    """The state {path} was begun with {setting} {present}, not {wanted}. Leave the option out, or begin a new
    state and a new profile."""

    zh = "状态 {path} 建立时“{setting}”是 {present}，不是 {wanted}。请不要给出这个选项，或者另建新的状态和流程画像。"


class StateUnrelated(StateError):
    """The profile does not hold what the state {path} counted for {zones}: it is another profile, an old copy, or it
    was coarsened. Give the profile that was last updated with this state; if it is lost, begin a new state and a new
    profile from the logs. Nothing was changed in the profile."""

    zh = (
        "流程画像里“{zones}”的部分不是状态 {path} 统计出来的：可能是别的画像、旧的副本，或已经粗化。"
        "请给出最近一次用该状态更新过的画像；如果已经丢失，请用原日志另建新的状态和画像。流程画像没有改动。"
    )


class FilterError(LiandongError):
    """The condition {where} cannot be used: {reason}. Write it like zone='日照' and outcome<>'查验'."""

    zh = "筛选条件 {where} 不可用：{reason}。写法示例：zone='日照' and outcome<>'查验'。"


class FilterColumnUnknown(FilterError):
    """The condition names a column {column} that the store does not have. Its columns are: {known}."""

    zh = "筛选条件里的列 {column} 不存在。现有的列：{known}。"


class SharingRefused(ProfileError):
    """The profile cannot be shared: {reason}."""

    zh = "流程画像不能共享：{reason}。"


class TooFewToShare(SharingRefused):
    """The profile counts {cases} cases, fewer than k = {k}: nothing of it can be shared, not even its totals.
    Add other periods or zones first, or choose a smaller k if the approval allows it."""

    zh = "画像只有 {cases} 件，少于 k = {k}：任何数字都不能共享，总数也不能。请先并入其他时段或片区；审批允许时也可减小 k。"


class SharedAlready(SharingRefused):
    """It was shared already ({settings}, approved by {approved_by} on {approved_on}). Two releases of the same
    counts tell more than one: pass on that release, or share counts of other cases."""

    zh = "它已经共享过（{settings}，{approved_on} 由 {approved_by} 批准）。同样的计数共享两次会泄露更多：请转发原来那份，或共享其他办件的计数。"


class DifferenceTooSmall(SharingRefused):
    """The difference between this and the release {release} is {n} in {cell}, fewer than k = {k}
    cases or not surely as many. Share only the cases that are new (shared profiles add), or wait until there are at
    least k of them."""

    zh = "与已共享的 {release} 相比，“{cell}”只差 {n}，少于 k = {k} 件，或不能确定出自这么多件，相减就会泄露。请只共享新增的办件（共享画像可以相加），或等新增办件达到 k 件。"


class BudgetExhausted(SharingRefused):
    """The privacy budget of {source} is {limit}, of which {spent} is spent; ε = {asked} more would exceed it. Ask
    for less, or have the limit raised by whoever approves sharing (--budget)."""

    zh = "{source} 的隐私预算为 {limit}，已用 {spent}，不能再用 ε = {asked}。请减小 ε，或由审批人提高上限（--budget）。"


class ChainBroken(SharingRefused):
    """{path}, line {line}: the record was changed, removed or cut off ({reason}). Restore it from a backup; nothing
    is shared on a broken log."""

    zh = "{path} 第 {line} 行：记录被改动、删除或截断（{reason}）。请用备份恢复；记录不完整时不能共享。"


class CalendarError(LiandongError):
    """The calendar cannot be used: {reason}."""

    zh = "日历不可用：{reason}。"


class CalendarUnknown(CalendarError):
    """There is no calendar {calendar}. Use cn, weekdays or the path of a table (date,name,is_off_day)."""

    zh = "没有名为 {calendar} 的日历。请用 cn、weekdays，或日历表文件的路径（date,name,is_off_day）。"


class CalendarYearMissing(CalendarError):
    """The calendar {calendar} has no holidays for {year}. Add the year's rows (date,name,is_off_day) to a
    copy of the table and pass it with --calendar FILE; `liandong calendar export` writes the present one."""

    zh = (
        "日历 {calendar} 没有 {year} 年的节假日安排。请在日历表副本里补上该年各行（date,name,is_off_day），"
        "再用 --calendar 文件 指定；现有日历可用 `liandong calendar export` 导出。"
    )


class CalendarDamaged(CalendarError):
    """The calendar table {path}, row {row}: {reason}. Each row needs date (YYYY-MM-DD), name, is_off_day
    (1 day off, 0 working day)."""

    zh = "日历表 {path} 第 {row} 行：{reason}。每行需要 date（YYYY-MM-DD）、name、is_off_day（1 放假，0 上班）。"


class SettingError(LiandongError):
    """{setting} cannot be {value}: {reason}."""

    zh = "“{setting}”不能是 {value}：{reason}。"


class DatabaseFailed(LiandongError):
    """{engine} could not do what was asked: {reason}. Check the address, the name of the table, and that this user
    may read it and make temporary tables; nothing was left in the database."""

    zh = "{engine} 未能完成：{reason}。请检查地址、表名，以及该用户能否读取此表、能否建临时表；数据库里没有留下任何东西。"


class ExtraMissing(LiandongError):
    """{what} needs the package {module}, which is not installed. Install it: pip install 'liandong[{extra}]'."""

    zh = "使用 {what} 需要 {module} 包，尚未安装。请执行：pip install 'liandong[{extra}]'。"


class ModelError(LiandongError):
    """The model cannot be simulated, because of the element {element}: {reason}. Correct it in the procedure or the
    scenario, then run again."""

    zh = "模型不能仿真，问题在元素“{element}”：{reason}。请在流程图或情景中改正后重试。"


class StressTestDamaged(LiandongError):
    """{path}, line {line}, key “{key}”: {reason}. Correct the line and run the test again; nothing was run."""

    zh = "{path} 第 {line} 行“{key}”：{reason}。请更正后重新运行；尚未运行任何内容。"


class AssumptionsDamaged(LiandongError):
    """{path}, line {line}, key “{key}”: {reason}. Correct the line; nothing was simulated."""

    zh = "{path} 第 {line} 行“{key}”：{reason}。请更正这一行；尚未模拟任何内容。"


class BundleError(LiandongError):
    """The bundle cannot be used so: {reason}."""

    zh = "成果包不能这样用：{reason}。"


class BundleDamaged(BundleError):
    """{path} is not a usable bundle ({reason}). Get it again from where it came from; nothing of it was used."""

    zh = "{path} 不是可用的成果包（{reason}）。请向来源方重新索取；其中内容没有被使用。"


class BundleFaulty(BundleError):
    """{path} cannot be made a bundle, {count} things are wrong: {problems}. Correct them and build again."""

    zh = "{path} 还不能做成成果包，有 {count} 处问题：{problems}。请改正后重新生成。"


class SignatureRefused(BundleError):
    """{path} is not believed: {reason}."""

    zh = "不采信 {path}：{reason}。"


class CatalogueRefused(BundleError):
    """The catalogue {path} is not accepted: {reason}."""

    zh = "不接受目录 {path}：{reason}。"


class CasesFailed(BundleError):
    """{failed} of the {count} test cases of {bundle} do not give their known answers here: {first}. It was not installed;
    `liandong bundle test` shows all of them. Tell the origin."""

    zh = (
        "{bundle} 的 {count} 个检验用例有 {failed} 个在本地没有得出已知答案：{first}。没有安装；"
        "`liandong bundle test` 可逐个查看，请告知来源片区。"
    )


class NotFitting(BundleError):
    """{bundle} does not fit {zone}, for {count} reasons: {reasons}. It was not installed."""

    zh = "{bundle} 不适用于 {zone}，有 {count} 条原因：{reasons}。没有安装。"


class ExchangeBroken(BundleError):
    """The exchange with {place} broke off: {reason}. What has arrived stays; the same command again goes on from there."""

    zh = "与 {place} 的交换中断：{reason}。已收到的都已保存，重新运行同一命令即可接着办。"


class DossierError(LiandongError):
    """The dossier cannot be written, because of {path}: {reason}. Correct it; nothing was written."""

    zh = "不能生成案例报告，问题在 {path}：{reason}。请更正后重试；没有写出文件。"


class ResultUnknown(DossierError):
    """{path}, line {line}: there is no result called {{{{{name}}}}}; {near}. `liandong dossier names` lists all of them;
    nothing was written."""

    zh = "{path} 第 {line} 行：没有名为 {{{{{name}}}}} 的结果；{near}。`liandong dossier names` 可列出全部；没有写出文件。"


class CannotCalibrate(ProfileError):
    """The profile cannot calibrate a simulation: {reason}. Use a profile of whole cases that was shared with its times."""

    zh = "这份流程画像不能用来标定仿真：{reason}。请用包含完整办件和用时的画像。"


class OutOfRoom(LiandongError):
    """Counting needs more room than memory and the temporary directory {path} have. Free some space there,
    or set TMPDIR to a directory on a larger disk."""

    zh = "统计所需的空间超过了内存和临时目录 {path} 的余量。请清理该目录所在的磁盘，或用环境变量 TMPDIR 指定更大磁盘上的目录。"


class OutputError(LiandongError):
    """Cannot write {path}: {reason}. Nothing was left half-written; choose another place with -o."""

    zh = "无法写入 {path}：{reason}。没有留下写了一半的文件；请用 -o 另选位置。"


class Occupied(LiandongError):
    """{place} holds an installation already, and nothing was changed. To replace it add {option}; the former state is
    then kept beside it."""

    zh = "{place} 里已有数据，没有作任何改动。确认要替换时加 {option}；原有数据会另存在旁边。"


class ServiceFailed(LiandongError):
    """{service} ended {times} times, each time within {seconds} seconds of its start, and is not started again.
    Its own messages above say why; set that right, then start the hub again."""

    zh = "{service}连续 {times} 次启动后 {seconds} 秒内就退出，不再重启。原因见上面它自己的报错；排除后重新启动平台。"
