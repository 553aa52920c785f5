from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.content import schema
from site_builder.content.casefile import format_case, parse_case
from site_builder.problem import Source

texts = st.text(st.sampled_from("案例ab:- '\"#[]{}&*!|>%@`~,no01?邻：“”\\\t\x85"), max_size=20).map(str.strip)
codes = st.from_regex(r"[a-z0-9]{1,5}([-_.][a-z0-9]{1,5}){0,2}", fullmatch=True)
dates = st.sampled_from(["", "2022", "2022-08", "2022-08-10", "2022/2024", "2022~"])


creators = st.builds(schema.Creator, name=texts, role=st.sampled_from(schema.CreatorRole), org=texts)
sources = st.builds(
    schema.SourceRecord,
    role=st.sampled_from(schema.SourceRole),
    title=texts,
    creators=st.lists(creators, max_size=2).map(tuple),
    publisher=texts,
    section=st.lists(texts, max_size=2, unique=True).map(tuple),
    issued=dates,
    bytes=st.none() | st.integers(0, 10**9),
    sha256=st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)
metas = st.builds(
    schema.FrontMatter,
    id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True),
    title=texts,
    summary=texts,
    sources=st.lists(sources, min_size=1, max_size=2).map(tuple),
    tags=st.lists(codes, max_size=3, unique=True).map(tuple),
    five_co=st.lists(
        st.builds(schema.Stage, code=st.sampled_from(schema.FiveCo), evidence=st.just("p3")), max_size=2
    ).map(tuple),
    damage=st.lists(
        st.builds(schema.Damage, kind=st.sampled_from(schema.DamageKind), count=st.none() | st.integers(0, 9)),
        max_size=2,
    ).map(tuple),
    review=st.builds(schema.Review, status=st.sampled_from(schema.ReviewStatus), date=dates),
)


@given(metas, st.text("正文 ab\n#-*。", max_size=40))
@settings(max_examples=200)
def test_a_case_reads_back_as_it_was_written(meta: schema.FrontMatter, body: str) -> None:
    stripped = body.strip("\n")
    case = schema.Case(meta, stripped + "\n" if stripped else "")
    assert parse_case(Source("a.md", format_case(case))) == case
