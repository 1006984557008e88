"""register: people held, as a list or the documents of a case tell; and whom claims name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hechos.cli.counting.balances import balance_row
from hechos.cli.counting.persons import persons
from hechos.cli.counting.printed import printed, totals
from hechos.cli.counting.taking import take
from hechos.cli.shell import home_of, print_csv, print_json, print_lines, progress, say
from hechos.counting.documented.amounts import plural
from hechos.counting.registers.checks import HOURS
from hechos.errors import NotFoundError

if TYPE_CHECKING:
    from hechos.counting.documented.counts import DocumentedCount
    from hechos.counting.registers.bulletin import Change
    from hechos.counting.registers.cases.lists import CaseRegister
    from hechos.counting.registers.spells import Spell

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def register() -> None:
    """Count people held: who is in, who came and went, for how long, and what does not fit.

    A register is read from the case: from one list that was imported (--list), or from what the
    documents say (--list documents). The two are never mixed. Every number is of documented people.
    """


def _of_case(command: F) -> F:
    """Give a command its case, its list, its day, and --json."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object per line."),
        click.option(
            "--list", "name", default="", metavar="NAME", help="Which list; “documents” for none."
        ),
        click.argument("case"),
    ):
        command = option(command)
    return command


_ON = click.option(
    "--on", "on", default=None, metavar="DAY", help="At the end of that day (default: today)."
)


def _read(context: click.Context, case: str, name: str) -> CaseRegister:
    home = home_of(context)
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.casework.registers.spells import register_in

    with reading_desk(home, case, progress=progress) as desk:
        found = register_in(desk, name)
    say(found.scope)
    if found.twice:
        names = plural(len(found.twice), "name stands", "names stand")
        say(
            f"{names} in several rows, which count as several people until somebody decides: "
            f"{', '.join(found.twice[:5])}."
        )
    if found.unnamed:
        claims = plural(found.unnamed, "claim names", "claims name")
        say(f"{claims} nobody and are in no number here.")
    return found


def day_of(words: str | None) -> date:
    """Return the day that an option gives, today where it gives none."""
    if words is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise click.BadParameter(f"“{words}” is no day; write it as 2025-01-20.") from error


@register.command(short_help="Who is held on a day.")
@_of_case
@_ON
@click.option("--all", "everyone", is_flag=True, help="Also those who are out.")
@click.option("--of", "who", default="", metavar="NAME", help="All that is told of one person.")
@click.option("--csv", "as_csv", is_flag=True)
@click.pass_context
def show(context: click.Context, /, case: str, name: str, **options: Any) -> None:
    """List who is held on a day, since when, by whom, where and with which claims.

    With --of NAME, tell one person's detentions whole: arrest, places, court, traits, ways out.
    """
    from hechos.counting.registers.stock import stock

    day = day_of(options["on"])
    spells = _read(context, case, name).spells
    shown = spells if options["everyone"] or options["who"] else stock(spells, day)
    shown = _those(shown, options["who"]) if options["who"] else shown
    rows = [_row(spell, day) for spell in shown]
    if options["as_json"]:
        print_json(rows)
    elif options["as_csv"]:
        print_csv(rows)
    elif options["who"]:
        for spell in shown:
            _tell(spell, day)
    else:
        print_lines(_line(row) for row in rows)
        say(f"{len(rows)} {'detentions' if options['everyone'] else 'people held'}.")


def _those(spells: Iterable[Spell], who: str) -> tuple[Spell, ...]:
    """Return the detentions of the people who are called so, or of one person by its id."""
    from hechos.lang.folding import fold

    found = tuple(s for s in spells if fold(who) in (fold(s.called), fold(s.person)))
    if not found:
        raise NotFoundError(
            f"Nobody on the register is called “{who}”.", hint="hechos register show CASE --all"
        )
    return found


def _tell(spell: Spell, day: date) -> None:
    from hechos.counting.registers.telling import lines_of

    click.echo(spell.called)
    print_lines(
        [f"  {line.what}", ": ".join(filter(None, (line.coded, line.words)))]
        for line in lines_of(spell, day)
    )
    say(f"Claims: {', '.join(spell.claims)}")


def _row(spell: Spell, day: date) -> dict[str, Any]:
    return {
        "record": "detention",
        "person": spell.person,
        "name": spell.name,
        "entry": spell.entry,
        "registered": spell.registered,
        "body": spell.body,
        "taken_at": spell.taken_at,
        "reason": spell.reason,
        "manner": list(spell.manner),
        "places": [stay.place for stay in spell.stays],
        "judge": spell.judge,
        "steps": [
            {"type": one.type, "on": one.on, "court": one.court, "said": one.said}
            for one in spell.steps
        ],
        "spans": [{"kind": one.kind, "time": one.time} for one in spell.spans],
        "standing": spell.standing(day),
        "exits": [
            {"type": one.type, "on": one.on, "conditions": list(one.conditions)}
            for one in spell.exits
        ],
        "traits": dict(spell.traits),
        "notes": dict(spell.notes),
        "claims": list(spell.claims),
    }


def _line(row: dict[str, Any]) -> list[str]:
    exits = ", ".join(f"{one['type']} {one['on']}".strip() for one in row["exits"])
    return [
        row["entry"] or "no day",
        row["name"],
        row["standing"],
        row["places"][-1] if row["places"] else "no place",
        row["body"] or "nobody named",
        exits,
    ]


@register.command(short_help="What does not fit, or asks for a look.")
@_of_case
@_ON
@click.option("--hours", default=HOURS, show_default=True, help="Within which a judge is due.")
@click.pass_context
def check(context: click.Context, /, case: str, name: str, **options: Any) -> None:
    """List what does not fit: exits before entries, two places at once, no judge in time."""
    from hechos.counting.registers.checks import check_register

    spells = _read(context, case, name).spells
    found = check_register(spells, as_of=day_of(options["on"]), hours=options["hours"])
    if options["as_json"]:
        print_json(
            {
                "record": "check",
                "rule": one.rule,
                "type": one.type,
                "person": one.person,
                "text": one.text,
                "claims": list(one.claims),
            }
            for one in found
        )
        return
    print_lines([one.rule, one.type, one.sentence()] for one in found)
    say(f"{len(found)} to look at in {len(spells)} detentions.")


@register.command(short_help="Two stocks, and who came and went.")
@_of_case
@click.option("--from", "since", required=True, metavar="DAY", help="The stock at its end …")
@click.option("--to", "until", default=None, metavar="DAY", help="… and of this day (today).")
@click.pass_context
def balance(context: click.Context, /, case: str, name: str, **options: Any) -> None:
    """Show two stocks and every person who came or went between."""
    from hechos.counting.registers import stock

    spells = _read(context, case, name).spells
    found = stock.balance(spells, day_of(options["since"]), day_of(options["until"]))
    if options["as_json"]:
        print_json([*({"record": "move", **row} for row in found.rows()), balance_row(found)])
        return
    print_lines(
        [f"{row['sign']} {row['term']}", str(row["day"]), str(row["name"]), str(row["why"])]
        for row in found.rows()
    )
    click.echo(found.sentence())
    _say_open(found)


def _say_open(found: Any) -> None:
    for people, why in (
        (found.unplaced, "in no number, for days of entry or exit are not known or do not fit"),
        (found.unsure, "known to the month or year, and may belong before or after a stock"),
    ):
        if people:
            say(f"{len(people)} {why}: {', '.join(people[:10])}")


@register.command(short_help="The weekly balance with its margins.")
@_of_case
@_ON
@click.option("--last", default=None, metavar="DAY", help="The last bulletin (a week before).")
@click.pass_context
def bulletin(context: click.Context, /, case: str, name: str, **options: Any) -> None:
    """Print the balance of a day: stock, margins, who came and went, and the change."""
    from hechos.counting.registers import bulletin as bulletins

    day = day_of(options["on"])
    last = day_of(options["last"]) if options["last"] else bulletins.week_before(day)
    found = _read(context, case, name)
    now = bulletins.bulletin(found.spells, day, last=last, scope=found.scope)
    delta = now.delta(bulletins.bulletin(found.spells, last))
    if options["as_json"]:
        flows = balance_row(now.flows) if now.flows else None
        sentence = {"sentence": now.sentence(), "scope": now.scope, "flows": flows}
        print_json(
            [*({"record": "line", **row} for row in delta), {"record": "bulletin", **sentence}]
        )
        return
    click.echo(now.sentence())
    if now.flows is not None:
        click.echo(now.flows.sentence())
        exits = now.flows.flow("exits")
        kinds = exits.kinds() if exits else {}
        if kinds:
            click.echo("Exits: " + ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))
        _say_open(now.flows)
    print_lines(_delta_line(row) for row in delta)


def _delta_line(row: Change) -> list[str]:
    change = row["change"]
    return [
        row["what"],
        "–" if row["last"] is None else f"{row['last']:,}",
        "–" if row["now"] is None else f"{row['now']:,}",
        "" if change is None else f"{change:+,}",
    ]


@register.command(name="measures", short_help="Who is out, and not free.")
@_of_case
@_ON
@click.pass_context
def under_measures(context: click.Context, /, case: str, name: str, **options: Any) -> None:
    """Show who is out of detention and still under measures, by way out and by condition.

    The ways out add up to all; one person may have to keep to several conditions.
    """
    from hechos.counting.registers.measures import measures

    found = measures(_read(context, case, name).spells, day_of(options["on"]))
    if options["as_json"]:
        people = ({"record": "under measures", **row} for row in found.rows())
        print_json(
            [
                *people,
                {
                    "record": "measures",
                    "as_of": found.as_of.isoformat(),
                    "people": len(found.people),
                    "ways": dict(found.ways),
                    "conditions": dict(found.conditions),
                    "untold": found.untold,
                },
            ]
        )
        return
    print_lines(
        [str(row["name"]), str(row["way"]), str(row["since"]), "; ".join(row["conditions"])]
        for row in found.rows()
    )
    click.echo(found.sentence())


@register.command(short_help="How long people are held.")
@_of_case
@_ON
@click.option(
    "--until", type=click.Choice(["exit", "judge", "contact"]), default="exit", show_default=True
)
@click.option("--hours", default=HOURS, show_default=True, help="Within which a judge is due.")
@click.pass_context
def duration(context: click.Context, /, case: str, name: str, **options: Any) -> None:
    """Show how long people are held (Kaplan–Meier): median, curve, share before a judge in time.

    Those still held count as held so far; those whom the register learned of late count from
    then on. With --until contact, how long people are held without contact.
    """
    from hechos.counting.registers.duration import durations, seen_by_judge, without_contact

    day = day_of(options["on"])
    spells = _read(context, case, name).spells
    if options["until"] == "contact":
        found = without_contact(spells, as_of=day)
    else:
        found = durations(spells, as_of=day, until=options["until"])
    judge = seen_by_judge(spells, as_of=day, hours=options["hours"])
    if options["as_json"]:
        summary = {
            "record": "duration",
            "detentions": found.spells,
            "ended": found.ended,
            "median": found.median,
            "median_low": found.median_low,
            "median_high": found.median_high,
            "judge_in_time": judge.in_time,
            "judge_not_in_time": judge.not_in_time,
            "judge_untold": judge.untold,
            "sentence": found.sentence(),
        }
        print_json([*({"record": "step", **row} for row in found.rows()), summary])
        return
    print_lines(
        [
            f"day {step.day}",
            f"{step.ended} of {step.at_risk} ended",
            f"{100 * step.held:.1f} % held on",
        ]
        for step in found.steps
    )
    click.echo(found.sentence())
    click.echo(judge.sentence())


@register.command(short_help="Documented victims and violations.")
@click.argument("case")
@click.option("--type", "types", multiple=True, metavar="CODE", help="Of these types alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def count(context: click.Context, /, case: str, *, types: tuple[str, ...], as_json: bool) -> None:
    """Count documented victims, each once, and violations; never a sum over types.

    Groups without names enter by the least that they add to the named. Names are joined as links
    stand: what nobody decided on is a proposal.
    """
    home = home_of(context)
    from hechos.app.casework.linkup import reading_desk
    from hechos.app.casework.registers.documented import documented_in

    with reading_desk(home, case, progress=progress) as desk:
        found = documented_in(desk, types)
    chosen = {of: one for of, one in found.types.items() if not types or of in types}
    if as_json:
        rows = [_count_row(one) for one in (found.victims, found.violations)]
        rows[0]["named_most"] = found.most
        print_json([*(_count_row(one) for one in chosen.values()), *rows])
        return
    print_lines([of, one.amount.says(), f"{one.named:,} named"] for of, one in chosen.items())
    click.echo(found.victims.sentence())
    click.echo(found.violations.sentence())
    if found.most > found.victims.named:
        click.echo(f"By name {found.most:,} at most, if links that nobody decided on join nobody.")
    say("Victims of several types are in each of them: the lines do not add up.")
    if found.left_out:
        claims = plural(found.left_out, "claim states", "claims state")
        say(
            f"{claims} a number of a longer time, a country or no known place; such numbers are "
            "figures of their own (hechos figures) and are in no sum."
        )


def _count_row(one: DocumentedCount) -> dict[str, Any]:
    return {
        "record": "count",
        "unit": one.unit,
        "types": list(one.types),
        "named": one.named,
        "added": one.added,
        "low": one.amount.low,
        "high": one.amount.high,
        "persons": list(one.persons),
        "about": one.about,
        "groups": [row for row in one.rows() if "group" in row],
        "claims": list(one.claims),
        "sentence": one.sentence(),
    }


for command in (persons, take, printed, totals):
    register.add_command(command)
