"""A dossier to start from, with the parts a case report has: background, what was done, effect, replication, next steps.

Source: the common order of case reports of pilot free-trade zones (Suzhou Industrial Park, Ministry of Commerce).
"""

from __future__ import annotations

_ZH = """\
# {{title}}

<!-- 题目不超过 20 字。数字一律写 {{名称}}，`liandong dossier names 文件夹` 列出全部名称。 -->

{{summary}}。

## 背景

<!-- 问题、堵点：哪些办件、在哪个环节、等多久；涉及多少企业。 -->

## 主要做法

### 创新点

### 流程前后对比

{{table.steps}}

### 部门分工

### 法律依据

{{table.basis}}

## 实践效果

<!-- 时间、成本、数量；企业实例须写明企业和日期。宣称与测算分列。 -->

{{table.claims}}

{{table.effect}}

## 复制推广

### 必备条件

{{capabilities}}。

### 可调参数

{{table.parameters}}

### 风险

## 下一步工作思路
"""
_EN = """\
# {{title}}

<!-- Every figure is written {{name}}; `liandong dossier names FOLDER` lists all names. -->

{{summary}}.

## Background

<!-- The bottleneck: which cases, at which step, how long they wait; how many firms. -->

## What was done

### What is new

### Before and after

{{table.steps}}

### Who does what

### Legal basis

{{table.basis}}

## Effect

<!-- Time, cost, numbers; a firm's example names the firm and the day. Claimed and computed stay apart. -->

{{table.claims}}

{{table.effect}}

## Replication

### What is needed

{{capabilities}}.

### Parameters

{{table.parameters}}

### Risks

## Next steps
"""
TEMPLATES = {"zh": _ZH, "en": _EN}
