"""The models a stress test runs: every scenario, before and after the reform. What cannot be run is told with its place.

Nothing runs here, so a test can be looked through before it is registered. What a scenario does to a task or a role that
only the reform brings cannot happen to the procedure as it is: that one runs without it, and a note says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from liandong.errors import (
    LiandongError,
    ModelError,
    OperatorRefused,
    ParameterRefused,
    StressTestDamaged,
)
from liandong.procedure import Procedure
from liandong.procedure.reform import Reform
from liandong.procedure.words import Text
from liandong.simulation.adjusting import adjusted
from liandong.simulation.calibration import Calibration, calibrate
from liandong.simulation.compiling import compiled
from liandong.simulation.model import Model
from liandong.stress.fitting import refused_step
from liandong.stress.scenario import Scenario
from liandong.stress.verdict import AFTER, BEFORE, VERSIONS

if TYPE_CHECKING:
    from liandong.stress.plan import StressTest


@dataclass(frozen=True)
class Models:
    """What runs: a model for each scenario and version, and what they rest on."""

    calibration: Calibration
    of: Mapping[tuple[str, str], Model]
    #: The choices whose shares are set, by version: what is set is known.
    fixed: Mapping[str, frozenset[str]]
    #: What of a scenario does not apply to the procedure as it is.
    notes: tuple[Text, ...] = ()


def models_of(test: StressTest) -> Models:
    """The models of a test. Raises StressTestDamaged with the scenario, its line and the version; CannotCalibrate."""
    calibration = calibrate(test.profile, test.procedure)
    maker = _Maker(test, calibration)
    found = {
        (scenario.name, version): maker.model(number, scenario, version)
        for number, scenario in enumerate(test.scenarios, -1)
        for version in versions_of(test)
    }
    _check_costs(test, found)
    fixed = {version: frozenset(choices) for version, choices in maker.fixed.items()}
    return Models(calibration, found, fixed, tuple(maker.notes))


def versions_of(test: StressTest) -> tuple[str, ...]:
    """What is tried: the procedure as it is and, where there is a reform, after it; the last one is judged."""
    return (BEFORE,) if test.reform is None else (BEFORE, AFTER)


class _Maker:
    """Makes the models, one by one; ``number`` is that of the scenario's table, -1 for ordinary times."""

    def __init__(self, test: StressTest, calibration: Calibration) -> None:
        self.test, self.calibration = test, calibration
        self.fixed: dict[str, set[str]] = {BEFORE: set(), AFTER: set()}
        self.notes: list[Text] = []

    def model(self, number: int, scenario: Scenario, version: str) -> Model:
        """The model of one version under one scenario, cases coming as they did on average over the profile."""
        try:
            return self._made(number, scenario, version)
        except StressTestDamaged:
            raise
        except LiandongError as error:
            raise self._refused(number, scenario, version, error) from error

    def _made(self, number: int, scenario: Scenario, version: str) -> Model:
        test = self.test
        procedure = self._procedure(scenario, version)
        counted = self.calibration.model_of(procedure)
        model = adjusted(counted, procedure)
        before = {(flow.source, flow.target): flow.share for flow in counted.flows}
        self.fixed[version] |= {
            flow.source
            for flow in model.flows
            if before.get((flow.source, flow.target), flow.share) != flow.share
        }
        self._check_roles(number, scenario, version, model)
        model = replace(model, arrivals=replace(model.arrivals, weekly=()))
        model = scenario.applied(model, weeks=test.head.weeks)
        compiled(model, days=test.horizon.most_days)
        return model

    def _procedure(self, scenario: Scenario, version: str) -> Procedure:
        test, found = self.test, self.test.procedure
        if version == AFTER and test.reform is not None:
            parameters = {**test.parameters, **scenario.parameters}
            found = found.apply(test.reform, parameters=parameters, draft=test.head.draft)
        steps = scenario.steps if self._is_judged(version) else self._possible(scenario, found)
        return _changed(found, scenario, steps) if steps else found

    def _possible(self, scenario: Scenario, procedure: Procedure) -> tuple[Mapping[str, object], ...]:
        """The steps of a scenario that apply to the procedure as it is; what is passed over is noted."""
        kept: tuple[Mapping[str, object], ...] = ()
        for number, step in enumerate(scenario.steps, 1):
            try:
                _changed(procedure, scenario, (*kept, step))
                kept = (*kept, step)
            except OperatorRefused as error:
                zh, en = _reason(error)
                self._passed_over(
                    scenario, (f"第 {number} 步不适用（{zh}）", f"step {number} does not apply ({en})")
                )
        return kept

    def _check_roles(self, number: int, scenario: Scenario, version: str, model: Model) -> None:
        """Refuses a role that the judged version does not have; what the other lacks is noted."""
        known = [role.name for role in model.roles]
        named = [(("", 0), scenario.role)]
        named += [(("outages", index), it.role) for index, it in enumerate(scenario.outages)]
        for (table, index), role in named:
            if not role or role in known:
                continue
            reason = (
                f"没有岗位“{role}”；现有：{'、'.join(known)}",
                f"there is no role “{role}”; known: {', '.join(known)}",
            )
            if not self._is_judged(version):
                self._passed_over(scenario, (f"没有岗位“{role}”", f"there is no role “{role}”"))
                continue
            if table:
                raise self.test.file.inside(number, table, index, "role", self._in(version, reason))
            raise self._damaged(number, scenario, "role", self._in(version, reason))

    def _is_judged(self, version: str) -> bool:
        return version == versions_of(self.test)[-1]

    def _passed_over(self, scenario: Scenario, why: Text) -> None:
        self.notes.append(
            (
                f"{scenario.name}：现行流程{why[0]}，现行一版按没有这一项运行",
                f"{scenario.name}: in the procedure as it is {why[1]}; it runs without",
            )
        )

    # -- refusing ----------------------------------------------------------------------------------------------

    def _refused(self, number: int, scenario: Scenario, version: str, error: LiandongError) -> LiandongError:
        """The error with the line that is to be changed: of a parameter, a step, a scenario, or the reform."""
        file, reason = self.test.file, self._in(version, _reason(error))
        parameter = str(error.values.get("parameter", ""))
        if isinstance(error, ParameterRefused) and parameter not in scenario.parameters:
            return file.damaged("parameters", 0, parameter, reason)
        if number < 0:
            if version == AFTER and isinstance(error, ModelError):
                reason = self._in(version, _reason(self._step(error)))
            return file.damaged("", 0, "reform" if version == AFTER else "procedure", reason)
        if isinstance(error, ParameterRefused):
            return file.inside(number, "parameters", 0, parameter, reason)
        if isinstance(error, OperatorRefused):
            return file.inside(number, "steps", int(str(error.values["step"])) - 1, "do", reason)
        return self._damaged(number, scenario, "name", reason)

    def _step(self, error: ModelError) -> LiandongError:
        """The error with the step of the reform that it comes of."""
        test = self.test
        assert test.reform is not None
        found = refused_step(test.procedure, test.reform, self.calibration, test.parameters)
        return found or error

    def _damaged(self, number: int, scenario: Scenario, key: str, reason: Text) -> LiandongError:
        told = (f"情景“{scenario.name}”：{reason[0]}", f"scenario “{scenario.name}”: {reason[1]}")
        return self.test.file.damaged("scenarios", number, key, told)

    def _in(self, version: str, reason: Text) -> Text:
        """The reason with the version it holds of, where there are two."""
        if self.test.reform is None:
            return reason
        zh, en = VERSIONS[version]
        return f"{zh}的流程：{reason[0]}", f"the procedure {en}: {reason[1]}"


def _changed(procedure: Procedure, scenario: Scenario, steps: tuple[Mapping[str, object], ...]) -> Procedure:
    """The procedure with a scenario's steps: what happens needs no legal basis."""
    return procedure.apply(Reform(scenario.name, "", (), {}, (), steps, "", ""), draft=True)


def _reason(error: LiandongError) -> Text:
    """Why, without what to do next: that is told by the error about the file."""
    reason = error.values.get("reason")
    if not isinstance(reason, tuple):
        return error.text("zh").rstrip("。"), error.text("en").rstrip(".")
    zh, en = reason
    match error:
        case OperatorRefused(values={"step": step, "operator": operator}):
            return f"第 {step} 步“{operator}”：{zh}", f"step {step}, {operator}: {en}"
        case ModelError(values={"element": element}):
            return f"“{element}”：{zh}", f"“{element}”: {en}"
        case ParameterRefused(values={"parameter": name, "value": value}):
            return f"参数 {name} 不能是 {value}：{zh}", f"the parameter {name} cannot be {value}: {en}"
    return zh, en


def _check_costs(test: StressTest, models: Mapping[tuple[str, str], Model]) -> None:
    """Refuses costs of roles that nobody has, and a criterion on cost where nothing costs anything."""
    known = {role.name: role.cost_per_hour for model in models.values() for role in model.roles}
    for name in test.costs:
        if name not in known:
            reason = (
                f"没有这个岗位；现有：{'、'.join(known)}",
                f"there is no such role; known: {', '.join(known)}",
            )
            raise test.file.damaged("cost", 0, name, reason)
    for number, criterion in enumerate(test.criteria):
        if criterion.measure == "cost" and not any((known | dict(test.costs)).values()):
            reason = ("请在 [cost] 写明各岗位每小时成本", "give the cost of an hour by role under [cost]")
            raise test.file.damaged("criteria", number, "measure", reason)
