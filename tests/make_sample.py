"""Rebuilds the two binary sample documents, byte for byte, from the text below: `python tests/make_sample.py [FOLDER]`.

The markup is "# " heading, "- " and "(i) " list item, "12. " numbered paragraph, "| " table row and `**bold**`.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.shared import Pt
from fpdf import FPDF
from fpdf.fonts import FontFace

SAMPLE = Path(__file__).resolve().parent.parent / "ingest" / "sample"

FEBRUARY = """
To: Accountable Officers of CCGs, Chief Executives of NHS trusts, of NHS foundation trusts and of Local Authorities, and
Geographical Directors of the LETBs

By email

16 February 2016

Dear colleague

**Re: Sustainability and Transformation Plans to 2020/21 - how they are to be developed**

In the NHS Shared Planning Guidance, each health and care system was asked to draw up, with its partners, an ambitious
local blueprint for putting the Five Year Forward View (5YFV) into effect sooner. These blueprints are the
Sustainability and Transformation Plans (STPs). An STP is a plan for a place, spans several years and starts from what
the people who live there need. Its purpose is to make sure that the money won in the Spending Review pays for lasting
change in outcomes and in patients' experience, and does not merely keep separate organisations afloat for one more
year. Writing an STP is not the goal: it is a way to build stronger local relationships and a common view of the present
position, of the aim for 2020 and of the practical steps between the two.

Most areas have settled their footprints and begun talking quickly and with energy, which encourages us. No set of
boundaries can serve every planning purpose. Other plans will go on existing above STPs and beneath them, and each will
depend on the others. Neighbouring footprints, for instance, will need to plan ambulance and specialised services
jointly, and some will deal with more than one council. Where a proposed devolution area crosses the edge of an STP, the
consequences will need more discussion. Some matters remain best handled by the individual Clinical Commissioning Group
(CCG).

Done well, this work will allow us jointly to:

- involve communities, patients and staff at the outset, so that the priorities are those of the people who use the NHS
  and fund it;
- shape services around patients' needs and achieve better outcomes by 2020/21, helping to close the three gaps named in
  the 5YFV: one in health and wellbeing, one in care and quality, and one in finance and efficiency;
- draw on local energy for health and care organised by place, and build the partnerships, governance and skills that
  delivery calls for;
- spread local successes faster and join them up, which gives the Sustainability and Transformation Fund something sound
  to invest in; and
- put together a consistent national picture, so that national bodies can back what local areas intend.

Planning will have to be done in another way, one that frees ambition and puts effort into the decisions that count. The
NHS will be required, locally and nationally, to act as a partner across sectors and organisational borders.

Our first thoughts on STPs are in this letter, and **Annex A** has the detail. We know that operational plans are also
keeping you busy. Over the coming weeks and months we will therefore build up a programme of active support for local
and national teams, shaped by what you say you need.

We value this work with you and look forward to more of it.

Yours faithfully

**David Behan**, Chief Executive, Care Quality Commission

**Ian Cumming**, Chief Executive, Health Education England

**Sir Andrew Dillon**, Chief Executive, National Institute for Health and Care Excellence

**Jim Mackey**, Chief Executive - Designate, NHS Improvement

**Duncan Selbie**, Chief Executive, Public Health England

**Simon Stevens**, Chief Executive, NHS England

# Annex A

# Stage 1: before Easter - building leadership and joint working

1. If good plans are to be ready by the summer, three things will need to be settled for every footprint by Easter:

(i) the governance of the STP: the arrangements and processes for producing it and, once agreed, for carrying it out;
(ii) the size of the local challenge under each gap; and
(iii) the key priorities by which each gap will be addressed.

2. **Governance arrangements:** STPs will become real only through relationships and shared leadership, and these take
time, work and resource of their own. Starting points differ. Some places have leaders who already run transformation
projects together. Elsewhere relationships and strategies are younger and need close attention at the start.

3. Every footprint will need to describe the governance by which it will agree its plan and put it into practice. It
should nominate one named person to oversee and coordinate the STP process: someone senior and credible in whom the
whole system has trust, for example the Chief Officer of a CCG, the Chief Executive of a provider or the Chief Executive
of a Local Authority. That person will be responsible for calling and chairing meetings of the whole system and for
guiding the open and honest conversations without which nobody will sign up to a common vision and plan. We would expect
time and resource set aside for this leadership role.

4. Local patients and communities need to take part in developing STPs, which must start from their needs and win the
support of staff, clinicians and wider partners. For this reason we expect to see robust plans for real engagement while
decisions are being made. Nobody has to start from nothing: where it is relevant, areas should build on the engagement
that Health and Wellbeing Boards and other local bodies already carry out. Health Education England has agreed to set up
a local Workforce Advisory Board for each footprint, to coordinate and support its workforce requirements.

5. **The scale of the challenge:** The partners will need to form an early view of how large the challenge forecast for
their area is, by measuring the three gaps. To speed this up we will supply a method, with data, for diagnosing present
and future gaps in care and quality, in health and wellbeing, and in finance and efficiency. It will take in current and
expected performance on main services, seven day services and cancer among them. More detail of the method will be
published in the week commencing 29 February 2016.

6. **Identify key priorities:** Setting the three gaps beside the local issues where patients and the population most
need improvement will help each area decide which key priorities to pursue in the next five years, so that
transformation lasts. Where Vanguards or Integrated Care Pioneers, for instance, are already moving to new care models,
leaders there will want to say how those lessons can be used in the years ahead.

7. There is much to do and not long to do it. So that learning is shared locally and nationally, we will ask each
footprint to come to one of four regional 'development days' and present its early thinking to the other footprints and
to the national bodies' Chief Executives. The days will show us where more support is needed and shape what comes next.
Before its development day, we will ask each footprint to send a short return on the three issues above (governance, gap
analysis and key priorities).

8. **National support until Easter:** We will, by March, give each local system:

- **Help in assessing its three gaps:** the main health and wellbeing outcomes that partners and the NHS need to improve
  through prevention of illness, earlier diagnosis and more effective treatment; the priorities to 2020 for better
  quality and service change, seven day services among them; and analytical support for assessing the financial
  gap, by the end of March.
- **Shared information and support:** this will follow what you ask for, and will use tools that Vanguards and other
  collaborations found helpful while forming new systems and relationships, among them logic models for longer-term
  planning. There will also be information on what makes up the different care models, such as multi-speciality
  community providers (MCPs), primary and acute care systems (PACS) and devolved arrangements.
- **Published advice on how to engage staff, communities and individuals:** it will use the best examples from partners
  and the service, and the 'six principles' of the People and Communities 5YFV Board.

We will also:

- ask regional teams and partners to help build local leadership and good decision-making, passing on through
  communities of practice the lessons of the Vanguards and others;
- find and sign up, with you, respected and experienced people who can mentor local leaders and give them momentum where
  that is needed. They could come from health leadership, local government or the voluntary sector, and every area that
  would gain from individual support to move faster will be offered it; and
- provide further tools, templates, guidance and examples for your returns. We will work fast with a few leading systems
  while they write their plans, so that everyone can see what makes a good Easter return and a good June plan.

# Stage 2: after Easter - working up the plan

9. From Easter on, local partners can turn to the detail of the plan and to the actions that will close the three gaps
within five years. They should consider how to answer the questions in the annex of the Shared Planning Guidance, in the
light of their gap analysis and of continued engagement with staff, other partners and local communities.

10. There are nine 'must dos' in the Shared Planning Guidance, and most or all of them will need work after 2016/17
ends. A good STP will therefore explain how an area will keep and extend the gains made through its operational plans.
In this practical sense, operational plans for 2016/17 need to be closely tied to the STP and seen as the first steps
towards wider change.

11. A strong STP will lay a wider base for changing local health and care services. Footprints will help us work out the
detailed requirements. As a minimum, though, we expect every plan to:

- contain a local prevention plan shared by all partners, with particular action against obesity and diabetes, which are
  national priorities, and on local priorities that lower demand and make local people healthier;
- raise investment in out-of-hospital services, and consider how primary care can be delivered at scale;
- state the local ambitions for seven day services, above all: (i) easier access to, and closer integration of,
  urgent care, 111, out-of-hours GP and minor injuries services; (ii) better evening and weekend access to primary care;
  and (iii) putting the four priority clinical standards for hospitals in place on all seven days;
- speed up the delivery of new care models where there are Vanguard sites or, in systems that have none, plan with
  partners how new models of care will be introduced;
- commit to joint action on quality, above all where a service is in special measures or rated inadequate;
- commit to joint action on the main national priorities for clinical care, for example better cancer outcomes, more
  investment in mental health with parity of esteem for its patients, transformed learning disabilities services, and
  better maternity services;
- show how these and other changes bring the local system back to financial balance, taking in the extra investment due
  to CCGs under the allocations of NHS England; and
- rest on a strategic commitment to engagement at every level, guided by the 'six principles'.

12. A separate plan for every specialty or initiative must be avoided; this is the chance to bring programmes and
priorities into line with one another. Local leaders will also want the main enablers of change to underpin their plans,
such as use of technology and redesign of the workforce, and to work closely on this alongside the Local Education and
Training Boards (LETBs). Areas should also have checked that their STP footprint suits local plans for bringing health
and social care together more widely, and chosen the high-level model of coordinated, person-centred care that they want
to develop.

13. What we want is an STP that stands on sound analysis and insight, not a polished document for show. Bringing
problems into the open and talking honestly about what patients could gain matters at least as much as the finished
text. A robust process lets an STP state the actions that will change things for local people, where a weak one stops at
general vision and principle. The examples that we will publish at Easter will show what a good document is in its final
form. The mark of a good process, all the same, is that it frees energy, gets people talking about what matters and
strengthens local relationships round a purpose that all share.

14. **National support after Easter:**

- We will run, in April and May, regional workshops and webinars in which subject matter experts give practical help
  with plans. Online tools for working together will stay open, so that areas can exchange information and good
  practice.
- A set of 'how to' materials will go with them, on topics that include carrying out the reports of the Cancer and
  Mental Health Taskforces, developing and spreading new care models, workforce redesign, and planning for digital
  services and interoperability.
- Regional teams and partners will stay close to the footprints while the detail is worked out, so that news and lessons
  travel across the system.

# Money: the Sustainability and Transformation Fund

15. Areas with good STPs will see real benefits. Thanks to the Spending Review settlement, £2.139bn is being invested
during 2016/17 in the Sustainability and Transformation Fund. £1.8bn of that sum is for the sustainability element,
which is to return NHS provider trusts as a sector to financial balance.

16. NHS foundation trusts and NHS trusts will receive sustainability funds quarter by quarter, and each release will
depend on reaching recovery milestones of three sorts: (i) reducing deficits; (ii) meeting access standards; and (iii)
making progress with transformation. Recovery does not come first and transformation after it: both must be done at
once.

17. Conditions will apply to commissioners as they do to providers drawing on the Fund. From 2017/18 on, the real terms
part of the growth in a CCG's allocation will be contingent on a robust STP having been developed and signed off during
2016/17.

18. The Fund, £2.1bn in 2016/17, will increase to £2.9bn for 2017/18 and will reach £3.4bn in 2020/21. As it increases,
a larger share of it will go to transformation.

19. From 2017/18, the STP will be the only process of application and approval for joining programmes that carry
transformation funding. This is meant to cut bureaucracy and to help areas join up the many national initiatives.

20. Since areas begin from different points, funding will come earliest to the STPs that are most credible and
compelling. We will assess the plans in July. As the Shared Planning Guidance says, we will weigh up:

- the quality of each plan, in particular how ambitious it is and what has been achieved so far against each gap. In the
  best plans, health, quality and finance will be parts of one clear, strong vision which every local partner owns. They
  will fit together elements such as prevention, patient empowerment and self-care, digital, workforce, new care models,
  finance, and trusts in special measures. They will make a habit of taking good practice from elsewhere and will adopt
  national frameworks;
- how far the local process reached and how good it was, including engagement with communities and the voluntary sector;
- how strong, mature and united the system's leadership and partnerships are, and how clear the governance is that will
  carry the plans out;
- how sure we are that well-ordered implementation will follow, backed by defined governance and proven capability; and
- whether the system can already point to early, tangible results.

21. There will be more regional events, a second series, with the national bodies' Chief Executives as hosts, as part of
this process. These regional summits will take place in July. They will test the plans submitted and settle what we will
do to deliver them.

22. **Contacts:** Queries should go first to the Regional Director of the relevant national body, or you can send an
email to england.fiveyearview@nhs.net.

23. **Key Dates:**

| What | Who | When
| Start of further support: gap analysis and how to develop an STP | National bodies | Week beginning 29 February 2016
| Work with each footprint on its gap analysis and data | Footprints, Regional Directors and national bodies \
 | Throughout March 2016
| Short return on governance arrangements, gap analysis and priorities | Each footprint | 11 April 2016
| Presentation of outline STPs | Footprints, at regional events where peers and national bodies discuss the emerging \
plans | w/c 22 April 2016
| Plans developed, and support sought from boards and partners | Each footprint, as its local governance lays down \
 | During April, May and early June 2016
| Continuing help with priorities, from the national policy experts | National policy experts and teams \
 | During April and May 2016
| Submission of the STP | Each footprint, to Regional Directors and after them to the 5YFV Board of the national \
bodies' Chief Executives | 30 June 2016
| Regional conversations with footprints | National body Chief Executives and National Directors, with footprints and \
partners | Throughout July 2016

**Note:** This is sample text written for the guidance assistant. It restates the national bodies' public letter of 16
February 2016, "Developing Sustainability and Transformation Plans", with its Annex A, in other words and is not the
official letter.
"""

DECEMBER = """
To: Chairs and Conveners of STPs; Chief Executives of provider trusts in the NHS; Accountable Officers of CCGs

cc: Chief Executives of Upper Tier Local Authorities

Gateway Ref 06300

12 December 2016

Dear Colleague

# STPs AND 2017-2019 PLANNING: WHAT COMES NEXT

Winter is beginning, and everyone in the NHS is working to give patients the best care that can be given in the next few
months. Much is also left to do if this year is to end well, in operations as well as in finance.

The pressures are well known. Even so, in the current year A&E patients and people waiting for planned care have been
seen as quickly as in any large western country, GP services and mental health have begun to be strengthened, and the
provider deficit has been brought down by about two thirds. One more example: figures on outcomes that came out last
week show cancer care in the NHS to be so much better than a year ago that 2,400 more families will spend this Christmas
with someone dear to them who has come through the disease. You have every reason for pride.

This letter tells you what will happen next, in practical terms, with STPs, and sets this beside the two year
contracting round that runs to March 2019.

# STPs

We are very grateful for the way in which you have led the work on your STP together. It is now broadly accepted that
separate organisations should agree one plan of action for the next three or four years, saying how they will deal
jointly with the main local challenges and put the NHS Five Year Forward View into practice.

In their first phase, STPs have produced proposals for discussion. Within the next fortnight, the proposals of every one
of the 44 STPs will have been made public. Funding growth is tight, yet each of them makes weighty commitments: on
prevention, better cancer outcomes, wider access to mental health services, stronger general practice and urgent care
that is better integrated, among other aims. They give direction to the tactical decisions that you will take together
in the coming few weeks on commissioning for 2017/18 and 2018/19.

All the same, no STP is finished, and we accept that this is true of the most advanced too. In the next phase, proposals
become plans, and this will require more intensive engagement with local stakeholders, communities, staff and patients.
Some changes will require formal consultation. Engaging clinicians and other staff needs special effort now. We strongly
encourage you to use the contacts that the medical royal colleges offer, such as the STP ambassadors of the RCGP, as
well as unions and local staff sides.

The best STPs have close ties with their local councils, resting on aims that both hold and on support that runs in both
directions. The NHS settlement in the national spending review was never designed to make good the pressures on
councils’ budgets, and it clearly cannot. That is not a valid reason, for a council or for an NHS body, to hold up the
steps that local health and care services need if they are to become sustainable.

First come proposals, and then plans, by way of contracts, consultation and engagement. The third phase falls in
2017/18, when STPs become implementation partnerships and bring the agreed plans to life.

A few STPs have told us that they would like to move fast towards an integrated or ‘accountable’ care system. We will
give them active support. In such a system, commissioners and providers join forces to serve a defined population, with
one combined budget and resources that are fully shared.

In most places an STP will instead be a forum in which decisions are shared and performance is accounted for, in
addition to the continuing work of individual boards and organisations. Areas that have shown collective leadership, and
that have contracts agreed by 23 December within the resources, taken in total, of their STP, will therefore be able to
make use of a system control total. It allows them to move organisations’ control totals for finance and performance
between the CCGs and providers concerned. NHS England and NHS Improvement will agree to this flexibility jointly, case
by case. Regional Directors will contact the leaders of STPs early in the New Year to talk it through.

We also wish, in the coming weeks, to talk to STP leaders about how national bodies can best help them carry out their
plans. Some direct financial support will go to STP chairs and convenors. Where plans are furthest ahead, we will work
with the STP’s leaders on giving them more direct influence and freedom over the use, in their area, of staff and
resources from NHS England and NHS Improvement, and of talent from CCGs, CSUs and other bodies, so that these serve the
STP’s implementation better.

# Transformation funding

As before, most of the national funding to hand, £1.8bn, will be allocated to supporting providers in 17/18 and 18/19.
National funding for the Vanguards also rolls over into 2017/18, which will be its final year.

NHS England will, in addition, support STPs to improve services in four national priority areas: cancer, diabetes,
learning disabilities and mental health. Requests for this money go through a single process, which is now open at
https://www.england.nhs.uk/ourwork/futurenhs/deliver-forward-view/stp/tf-call-to-bid/.

A bid may come from one organisation, or from an alliance, on the STP’s behalf. It is essential, though, that the
leaders of the STP back it together.

# Capital

Over the next 8-12 weeks we will work with you to refine capital spending plans and put them in order of priority.
Capital, as you know, will be in very short supply for the next few years, and STPs’ proposals already add up to more
than there is. Providers should consider what a proposed investment would do to their use of resources assessment, which
is part of the Single Oversight Framework of NHS Improvement. From STPs and operational plans we will draw up a long
list of those schemes which look likely to meet these criteria, so nothing further needs to be submitted at this stage.
The regional teams will contact STP leaders about the long list.

For practical reasons, we will look first at schemes that are small to medium in scale, that can be put in place within
the next few years, and that raise productivity or yield wider savings from redesigned services in that time. Further
detail will follow within the next couple of weeks in a new capital framework.

# Contracts for 2017/18 and 2018/19

Finishing this round of contracting by 23rd December is now the most urgent job we share. If deliverable contracts are
agreed early and fast, we can avoid the steps that added nothing of value in earlier years.

The Government stated in the Autumn Statement that each NHS body, in every part of the service, must live within its
allocated resources. The joint task is to treat the total local funding envelope as given, and to work back from it to
practical funding decisions across care programmes and single services. It is important that clear plans lie behind
this: plans that bring cost and risk under control and do not merely pass them from one body to the next.

The 44 STPs and the result of the contracting round will together form the agreed medium term plan of the NHS for the
remainder of this Parliament. We will summarise it in an NHS FYFV Delivery Plan, which we will publish by 31st March.

We know how hard and how intricate this is, and thank you warmly for your own leadership at a testing time.

With thanks and best wishes

**Simon Stevens**, CEO, NHS England

**Jim Mackey**, CEO, NHS Improvement

**Note:** This is sample text written for the guidance assistant. It restates the public letter of 12 December 2016 from
NHS England and NHS Improvement, “Next steps on STPs”, in other words and is not the official letter.
"""

MARKER = re.compile(r"(# |- |\([ivx]+\) |\d+\. |\| )")
WRITTEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LEADING = 4.4


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each block of a text as its marker ("" for a paragraph) and its words, lines joined."""
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in chunk.split("\n"):
            if MARKER.match(line) or not lines:
                lines.append(line)
            else:
                lines[-1] += " " + line.strip()
        for line in lines:
            match = MARKER.match(line)
            marker = match.group() if match else ""
            yield marker.strip(), line[len(marker) :].strip()


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


class Letter(FPDF):
    """A4 pages in a core font, numbered at the foot."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("Helvetica", size=8)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    def block(self, marker: str, words: str) -> None:
        if marker == "#":
            self.set_font("Helvetica", "B", 11)
            self.ln(1.5)
        else:
            self.set_font("Helvetica", size=9.5)
        listed = marker == "-" or marker.startswith("(")
        self.set_x(self.l_margin + (6 if listed else 0))
        if marker not in ("", "#"):
            self.cell(4 if marker == "-" else 7, LEADING, marker)
        self.multi_cell(0, LEADING, words, align="L", markdown=True, new_x="LMARGIN", new_y="NEXT")
        self.ln(0.7 if listed else 1.7)


def february_pdf() -> bytes:
    pdf = Letter(format="A4")
    pdf.set_creation_date(WRITTEN)
    pdf.set_title("Sustainability and Transformation Plans to 2020/21 - how they are to be developed")
    pdf.set_margins(20, 16, 20)
    pdf.set_auto_page_break(True, margin=18)
    pdf.add_page()
    rows = []
    for marker, words in blocks(FEBRUARY):
        if marker == "|":
            rows.append(cells(words))
            continue
        if rows:
            pdf.set_font("Helvetica", size=9)
            bold = FontFace(emphasis="BOLD")
            with pdf.table(col_widths=(5, 5, 3), line_height=LEADING, text_align="LEFT", headings_style=bold) as table:
                for row in rows:
                    table.row(row)
            rows = []
            pdf.ln(3)
        pdf.block(marker, words)
    return bytes(pdf.output())


def december_docx() -> bytes:
    document = Document()
    document.core_properties.created = document.core_properties.modified = WRITTEN.replace(tzinfo=None)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = "STPs and 2017-2019 planning: what comes next"
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(11)
    for marker, words in blocks(DECEMBER):
        if marker == "#":
            document.add_heading(words, level=1 if "PLANNING" in words else 2)
            continue
        paragraph = document.add_paragraph()
        for index, run in enumerate(words.split("**")):
            for part in re.split(r"(?<=\d)(st|nd|rd|th)\b", run):
                added = paragraph.add_run(part)
                added.bold = index % 2 == 1
                added.font.superscript = part in {"st", "nd", "rd", "th"}
    saved = io.BytesIO()
    document.save(saved)
    return _same_bytes(saved)


def _same_bytes(saved: io.BytesIO) -> bytes:
    """The same archive with its members' times fixed."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=(2026, 1, 5, 9, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return fixed.getvalue()


def main(folder: Path = SAMPLE) -> None:
    (folder / "february-2016-letter.pdf").write_bytes(february_pdf())
    (folder / "december-2016-letter.docx").write_bytes(december_docx())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
