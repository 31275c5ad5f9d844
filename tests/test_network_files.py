"""Files of friendships: what anybody may hand in, and the one sentence for what they may not."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendships import graphs, links, names, paths, same, sentence
from reassure_sim.networks import KINDS, Network, described, files, read_network, sheet
from reassure_sim.parameters import ParameterError

SAMPLES = Path(__file__).parent / "networks"


# -- files ---------------------------------------------------------------------------------------
def test_a_drawing_programs_file_is_read_and_its_own_things_are_left_alone() -> None:
    network = read_network(SAMPLES / "editor.graphml")
    assert names(network) == ["n0", "n1", "n2"]  # one is declared after its edges
    assert links(network) == {(0, 1), (2, 1), (0, 2), (2, 0)} and network.weight.tolist() == [1.5, 1.5, 1.5, 2.5]


def test_a_table_may_have_a_mark_semicolons_quotes_comments_and_further_columns() -> None:
    network = read_network(str(SAMPLES / "table.csv"))
    assert names(network) == ["Kim; Lee", "B", "Éléa"]
    assert links(network) == {(0, 1), (1, 0), (1, 2)} and network.weight.tolist() == [2.0, 2.0, 0.5]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "source,target\na,b\nb,c\n"),
        ("b.csv", "from\tto\na\tb\nb\tc\n"),
        ("c.txt", "# nodes: 3\n 1 2\n2   3 \n"),
        ("j.txt", "1 2 \n## more of them\n# and more\n2 3  \n#\n"),
        ("d.csv", '"Source","Target"\r\n"a","b"\r\n"b","c"'),
        ("i.csv", "source, target, what they say of it\na, b, x\nb, c, x y z\n"),
        ("e.csv", "\n\nid,target,source,\n1,b,a,\n2,c,b,\n\n\n"),
        ("f.TSV", "10\t20\n20\t030\n"),
        ("g.graphml", '<graphml><graph><node id="a"/><node id="b"/><edge source="a" target="b"/><edge source="b" target="c"/><node id="c"/></graph></graphml>'),
        ("k.graphml", '<graphml><graph edgedefault="directed"><node id="a"/><node id="b"/><node id="c"/><edge source="a" target="b" directed="0"/><edge source="b" target="c" directed="1"/><edge source="c" target="b" directed="true"/></graph></graphml>'),
        ("h.xml", '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE graphml SYSTEM "x.dtd"><g:graphml xmlns:g="u"><g:graph edgedefault="directed"><g:node id="\xe9"/><g:node id="b"/><g:node id="c"/><g:edge directed="false" source="\xe9" target="b"/><g:edge directed="false" source="b" target="c"/></g:graph></g:graphml>'),
    ],
)  # fmt: skip
def test_a_line_of_three_reads_the_same_from_any_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    network = read_network(tmp_path / name)
    assert links(network) == {(0, 1), (1, 0), (1, 2), (2, 1)} and np.all(network.weight == 1.0)


@given(graphs())
def test_graphml_is_read_as_networkx_reads_it(graph: Any) -> None:
    graph = nx.relabel_nodes(graph, {label: f"n{i}" for i, label in enumerate(graph.nodes)})
    if graph.number_of_edges() == 0:
        return
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"reassure-{os.getpid()}.graphml"
    try:
        nx.write_graphml_xml(graph, path)
        assert same(read_network(path), Network.of(nx.read_graphml(path)))
    finally:
        path.unlink(missing_ok=True)


def graphml(inside: str, edgedefault: str = "undirected") -> str:
    nodes = '<node id="a"/>\n<node id="b"/>\n'
    return f'<graphml><graph edgedefault="{edgedefault}">\n{nodes}{inside}</graph></graphml>'


EDGE = '<edge source="a" target="b"/>\n'
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><graphml>&b;</graphml>'
BAD: dict[str, tuple[str | bytes, str]] = {
    "empty.csv": ("", "is empty"),
    "loop.csv": ("source,target\na,b\nc,c\n", "line 3 (link 2) links 'c' to itself"),
    "double.csv": ("source,target\na,b\nb,c\nb,a\n", "line 4 (link 3) links 'b' and 'a' once more"),
    "columns.csv": ("source,goal\na,b\n", "line 1: read 'source, goal', needed is a header"),
    "headless.csv": ("anna,ben\nben,cem\n", "line 1: read 'anna, ben', needed is a header"),
    "three.csv": ("1,2,3\n", "needed is a header"),
    "short.csv": ("source,target,weight\na,b,1\na\n", "line 3: 1 fields, the first row has 3"),
    "long.csv": ("source,target\na,b,c\n", "line 2: 3 fields, the first row has 2"),
    "nameless.csv": ("source,target\na,b\n,c\n", "line 3: a link needs the names"),
    "negative.csv": ("source,target,weight\na,b,-1\n", "line 2 (link 1) has the weight -1.0"),
    "huge.csv": ("source,target,weight\na,b,1e10\n", "has the weight 10000000000.0"),
    "nan.csv": ("source,target,weight\na,b,nan\n", "line 2 (link 1) has the weight nan"),
    "heavy.csv": ("source,target,weight\na,b,heavy\n", "line 2 has the weight 'heavy'; allowed is a number above 0"),
    "comma.csv": ("source;target;weight\na;b;0,5\n", "line 2 has the weight '0,5'"),
    "linkless.csv": ("source,target\n", "holds no links"),
    "hashtags.csv": ("source,target\na,b\n#me,b\n", "line 3: read '#me,b', a comment or a link?"),
    "mac.csv": ("source,target\ra,b\r", "line 1: a carriage return within a line"),
    "comments.csv": ("# nothing\n", "holds no links"),
    "quote.csv": ('source,target\na,"b\n', "not a row of a table"),
    "utf16.csv": ("source,target\na,b\n".encode("utf-16"), "line 1: not UTF-8 text"),
    "latin.csv": ("source,target\na,b\nc,\xe9\n".encode("latin-1"), "line 3: not UTF-8 text"),
    "binary.csv": (b"source,target\n\0\0\n", "line 2: binary data"),
    "line.csv": (b"a" * 200_000, "line 1: longer than"),
    "gap.csv": ("source,target\na,b\n" + "\n" * 20_000, "10000 lines without a row"),
    "empty.graphml": ("", "is empty"),
    "text.graphml": ("friends", "line 1: not XML"),
    "html.graphml": ("<html></html>", "read the element 'html', a GraphML file begins with 'graphml'"),
    "cut.graphml": (graphml(EDGE)[:-20], "not XML"),
    "early.graphml": ("<graphml>\n", "ends too early"),
    "bomb.graphml": (BOMB, "XML entity"),
    "encoding.graphml": ('<?xml version="1.0" encoding="klingon"?><graphml/>', "line 1: not"),
    "odd.graphml": (graphml("<vertex/>"), "line 4: read the element 'vertex', which GraphML does not have here"),
    "nodeless.graphml": ("<graphml><graph/></graphml>", "holds no nodes"),
    "edgeless.graphml": (graphml(""), "holds no edges"),
    "unknown.graphml": (graphml(EDGE + '<edge source="a" target="c"/>'), "line 5: an edge to 'c', which is no node"),
    "loop.graphml": (graphml('<edge source="b" target="b"/>'), "line 4 (link 1) links 'b' to itself"),
    "parallel.graphml": (graphml(EDGE + '<edge id="2" source="b" target="a"/>'), "line 5 (link 2) links 'b' and 'a' once"),
    "again.graphml": (graphml(EDGE + EDGE, "directed"), "links 'a' and 'b' once more: give each link once"),
    "twice.graphml": (graphml(EDGE + '<node id="b"/>'), "line 5: a second node with the id 'b'"),
    "endless.graphml": (graphml('<edge source="a"/>'), "line 4: an edge needs a source and a target"),
    "anonymous.graphml": (graphml("<node/>"), "line 4: a node's id has 0 characters"),
    "hyper.graphml": (graphml("<hyperedge/>"), "line 4: a hyperedge"),
    "nested.graphml": (graphml('<node id="g"><graph/></node>'), "line 4: a graph within a node"),
    "second.graphml": ("<graphml><graph/><graph/></graphml>", "a second graph"),
    "way.graphml": (graphml(EDGE, "sideways"), "read edgedefault='sideways'"),
    "weight.graphml": (graphml('<edge source="a" target="b"><data key="weight">x</data></edge>'), "has the weight 'x'"),
    "minus.graphml": (graphml('<edge source="a" target="b"><data key="weight">-2</data></edge>'), "has the weight -2.0"),
    "some.graphml": (graphml(EDGE + '<node id="c"><data key="block">x</data></node>'), "node 'a' has no block"),
    "inner.graphml": (graphml('<edge source="a" target="b"><data key="weight">1<data/>x</data></edge>'), "the weight '1x'"),
    "label.graphml": (graphml(f'<node id="c"><data key="block">{"x" * 2000}</data></node>'), "a label of more than"),
    "deep.graphml": (graphml("<data>" + "<x>" * 100), "deep"),
    "endless-tag.graphml": (graphml('<node id="' + "x" * 2_000_000), "a tag that does not end"),
    "picture.gexf": ("<gexf/>", "ends with '.gexf', allowed are .graphml"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_sentence_with_its_name_and_line(tmp_path: Path, name: str) -> None:
    content, says = BAD[name]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = sentence(lambda: read_network(path))
    assert said.startswith(f"network.file: {path}") and says in said and "\n" not in said


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is a folder" in sentence(lambda: read_network(tmp_path))
    assert "does not exist" in sentence(lambda: read_network(tmp_path / "friends.csv"))
    assert "not an ordinary file" in sentence(lambda: read_network(tmp_path / "pipe.csv"))
    for odd in ("", None, 5, "a\0b.csv", "x" * 5000 + ".csv"):
        assert "network.file" in sentence(lambda odd=odd: read_network(odd))


@pytest.mark.parametrize(
    ("name", "head", "piece"),
    [
        ("a.csv", "", "a"),
        ("b.csv", "", "\n"),
        ("c.csv", 'source,target\n"', "a\n"),
        ("d.graphml", '<graphml><graph><node id="', "x"),
        ("e.graphml", "<graphml>\n", "text\n"),
        ("f.graphml", "<graphml><data>", "<a>"),
        ("g.graphml", "<graphml><!--", "x"),
    ],
)
def test_much_garbage_takes_little_memory(tmp_path: Path, name: str, head: str, piece: str) -> None:
    (tmp_path / name).write_text(head + piece * (12_000_000 // len(piece)))
    tracemalloc.start()
    try:
        sentence(lambda: read_network(tmp_path / name))
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_more_than_a_file_may_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "friends.csv"
    path.write_text("source,target\na,b\nb,c\nc,d\n")
    for home, limit, says in ((sheet, "MAX_NODES", "more than 3 nodes"), (sheet, "MAX_LINKS", "more than 2 links")):
        with monkeypatch.context() as patch:
            patch.setattr(home, limit, int(says.split()[2]))
            assert f"{path} has {says}" in sentence(lambda: read_network(path))
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert f"{path} has 26 bytes, allowed are 10" in sentence(lambda: read_network(path))


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "friends.csv"
    path.write_text("source,target\na,b\n")
    assert read_network(path) is read_network(str(path)) and read_network(path).n == 2
    path.write_text("source,target\na,b\nb,c\n")
    assert read_network(path).n == 3


PIECES = st.sampled_from(
    [
        *("<graphml>", "<graph>", "</graph>", '<node id="a"/>', '<node id="b">', "</node>", "</graphml>", "<key/>"),
        *('<edge source="a" target="b"/>', '<data key="weight">', "</data>", "<default>", "<!--", "]]>", "&amp;", "\0"),
        *("source,target", "source;target;weight", "\n", "a,b", ",", ";", "1", "\t", "#", " ", "nan", "é", "Directed"),
    ]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=25).map(lambda p: "".join(p).encode())))
def test_no_garbage_ever_raises_anything_but_a_sentence(content: bytes) -> None:
    for suffix in (".csv", ".graphml"):
        path = Path(os.environ.get("TMPDIR", "/tmp")) / f"reassure-garbage-{os.getpid()}{suffix}"
        path.write_bytes(content)
        try:
            network = read_network(path)
        except ParameterError as error:
            problems = error.problems
        else:
            problems = []
            assert network.n >= 2 and network.edges >= 1
        path.unlink()
        assert all(len(problems) == 1 and problem.sentence.startswith(str(path)) for problem in problems)


# -- described -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        {"kind": "watts_strogatz", "mean_degree": 6, "rewiring": 0.1},
        {"kind": "watts_strogatz"},
        {"kind": "barabasi_albert", "mean_degree": np.int64(4)},
        {"kind": "stochastic_block", "within": np.float64(0.7), "blocks": {"expressive": 0.25, "reserved": 0.75}},
    ],
)
def test_words_become_a_network_and_plain_words_rebuild_it(words: dict[str, Any]) -> None:
    description = described(words, 100)
    network, node = description.build(100, 7)
    assert network.n == 100 and node.tolist() == [i // 2 for i in range(200)]
    plain = json.loads(json.dumps(description.plain()))
    assert same(described(plain).build(100, 7).network, network)
    assert set(plain) == {"kind", *KINDS[words["kind"]]}


def test_a_file_and_a_graph_are_networks_of_couples() -> None:
    words = {"file": str(SAMPLES / "table.csv")}
    description = described(words, 3)
    assert description.plain() == {**words, "nodes": "couples"}
    assert description.build(3, 1).node.tolist() == [0, 0, 1, 1, 2, 2]
    graph = nx.karate_club_graph()
    description = described(graph, 34)
    assert description.build(34, 1).network.edges == 2 * graph.number_of_edges()
    assert description.plain() == {"fingerprint": Network.of(graph).fingerprint(), "n": 34, "edges": 156}
    assert described(Network.of(graph), 34).plain() == description.plain()


def test_persons_come_in_couples_that_the_file_names_and_singles_last() -> None:
    words = {"file": SAMPLES / "persons.graphml", "nodes": "persons"}
    network, node = described(words, 2).build(2, 1)
    assert network.names is not None
    assert list(network.names[node]) == ["Ada", "Dan", "Cem", "Eva", "Ben"]
    assert network.block_names == ("expressive", "reserved")
    assert "name 2 couples, not 1" in sentence(lambda: described(words, 1))
    said = sentence(lambda: described({"file": words["file"]}, 2))
    assert "5 nodes for 2 couples" in said and said.endswith("nodes to 'persons'")


def test_persons_without_couples_in_the_file_are_taken_two_by_two(tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_text("source,target\na,b\nb,c\nc,d\nd,e\n")
    words = {"file": str(path), "nodes": "persons"}
    assert described(words, 1).build(1, 1).node.tolist() == [0, 1, 2, 3, 4]
    assert "set couples to 2 or fewer" in sentence(lambda: described(words, 3))
    odd = (SAMPLES / "persons.graphml").read_text().replace("second", "first")
    (tmp_path / "odd.graphml").write_text(odd)
    said = sentence(lambda: described({"file": str(tmp_path / "odd.graphml"), "nodes": "persons"}, 2))
    assert "the couple 'first' has 4 nodes, it needs two" in said


@pytest.mark.parametrize(
    ("value", "wrong", "says"),
    [
        ("friends.csv", ["network"], "{'file': 'friends.graphml'}"),
        (None, ["network"], "allowed is a graph"),
        ({}, ["network"], "needs a 'kind' or a 'file'"),
        ({"kind": "watts_strogatz", "file": "x"}, ["network"], "one of the two"),
        ({"kind": "wats_strogatz"}, ["network.kind"], "the nearest is 'watts_strogatz'"),
        ({"kind": ["x"]}, ["network.kind"], "known: watts_strogatz"),
        ({"kind": "barabasi_albert", "rewiring": 0.1}, ["network.rewiring"], "no key of barabasi_albert"),
        ({"kind": "watts_strogatz", "degree": 4, "rewiring": "x"}, ["network.degree", "network.rewiring"], "'mean_degree'"),
        ({"kind": "watts_strogatz", "mean_degree": 12}, ["network.mean_degree"], "at most 9 each"),
        ({"kind": "stochastic_block"}, ["network.blocks"], "a mapping from names to shares"),
        ({"file": "none.csv", "node": "x", "nodes": 4}, ["network.node", "network.nodes", "network.file"], "none.csv"),
        ({"file": str(SAMPLES / "table.csv")}, ["network.file"], "3 nodes for 10 couples"),
        ({"fingerprint": "0" * 16}, ["network"], "give the graph itself"),
        (nx.path_graph(4), ["network"], "set couples to 4"),
    ],
)  # fmt: skip
def test_a_wrong_description_is_refused_with_every_problem(value: Any, wrong: list[str], says: str) -> None:
    with pytest.raises(ParameterError) as caught:
        described(value, 10)
    assert [problem.path for problem in caught.value.problems] == wrong and says in str(caught.value)


def test_what_fits_no_number_of_couples_yet_is_checked_when_it_is_built() -> None:
    description = described({"kind": "watts_strogatz", "mean_degree": 12})
    assert paths(lambda: description.build(10, 1)) == ["network.mean_degree"]
    assert description.build(20, 1).network.edges == 240
