// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.NodeInfo.State;
import org.blockgraph.api.info.StatInfo;
import org.blockgraph.shell.result.HeldDrain;
import org.blockgraph.shell.result.ShownGraph;
import org.junit.jupiter.api.Test;

class GraphViewTest {

    private static final StatInfo NO_STATS = new StatInfo(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    @Test
    void anEmptyGraphSaysSo() {
        assertEquals(
                "the graph is empty; block:open opens a device",
                GraphView.of(graph(List.of(), List.of())));
    }

    @Test
    void aSharedNodeIsDrawnOnce() {
        ShownGraph graph = graph(
                List.of(device("a", true, ""), device("b", true, "")),
                List.of(
                        node("a", "qcow2", State.OPEN, "", List.of("a"), "file", "a.file", "backing", "base"),
                        node("a.file", "file", State.OPEN, "", List.of("a")),
                        node("b", "qcow2", State.OPEN, "", List.of("b"), "file", "b.file", "backing", "base"),
                        node("b.file", "file", State.OPEN, "", List.of("b")),
                        node("base", "raw", State.OPEN, "", List.of("a", "b"), "file", "base.file"),
                        node("base.file", "file", State.OPEN, "", List.of("base"))));
        assertEquals(
                """
                a  10 MiB
                └── a  qcow2 1.0.0  open
                    ├── file: a.file  file 1.0.0  open  (data: write)
                    └── backing: base  raw 1.0.0  open  (cow)
                        └── file: base.file  file 1.0.0  open  drained  (data: write)
                b  10 MiB
                └── b  qcow2 1.0.0  open
                    ├── file: b.file  file 1.0.0  open  (data: write)
                    └── backing: base  (see above)  (cow)""",
                GraphView.of(graph));
    }

    @Test
    void whatIsWrongIsOnItsLine() {
        ShownGraph graph = graph(
                List.of(device("a", false, "a.file is parked"), device("b", false, "drained by backup")),
                List.of(
                        node("a", "raw", State.INACTIVE, "a.file is parked", List.of("a"), "file", "a.file"),
                        node("a.file", "file", State.PARKED, "a.file: driver file 1.0.0 left", List.of("a")),
                        readOnly("b", "raw"),
                        node("lone", "raw", State.ORPHANED, "gone", List.of(), "file", "lost")));
        assertEquals(
                """
                a  10 MiB  3 waiting  gate closed
                └── a  raw 1.0.0  inactive: a.file is parked
                    └── file: a.file  file  parked: driver file 1.0.0 left  (data: write)
                b  10 MiB  3 waiting  gate closed: drained by backup
                └── b  raw 1.0.0  read-only  open
                (no device)
                └── lone  raw 1.0.0  orphaned: gone
                    └── file: lost  (closed meanwhile)""",
                GraphView.of(graph));
    }

    @Test
    void aLongChainIsCutWithAWord() {
        List<NodeInfo> nodes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            List<String> parents = List.of("n" + (i - 1));
            nodes.add(node("n" + i, "qcow2", State.OPEN, "", parents, "backing", "n" + (i + 1)));
        }
        List<String> lines = GraphView.of(graph(List.of(device("n0", true, "")), nodes))
                .lines()
                .toList();
        assertEquals(66, lines.size());
        assertTrue(lines.getLast().endsWith("└── (goes on below; block:graph --json has it all)"));
    }

    @Test
    void drainsThatTheShellHoldsAreListed() {
        assertEquals(
                """
                (no device)
                └── base.file  raw 1.0.0  open  drained
                held by block:drain: a (2 times), base.file""",
                GraphView.of(new ShownGraph(
                        List.of(),
                        List.of(node("base.file", "raw", State.OPEN, "", List.of())),
                        List.of(new HeldDrain("a", 2), new HeldDrain("base.file", 1)))));
    }

    private static ShownGraph graph(List<DeviceInfo> devices, List<NodeInfo> nodes) {
        return new ShownGraph(devices, nodes, List.of());
    }

    private static DeviceInfo device(String name, boolean open, String reason) {
        return new DeviceInfo(name, name, 10 << 20, false, open, reason, 0, open ? 0 : 3, 20, NO_STATS);
    }

    private static NodeInfo node(
            String name,
            String driver,
            State state,
            String reason,
            List<String> parents,
            String... children) {
        List<NodeInfo.Edge> edges = new ArrayList<>();
        for (int i = 0; i < children.length; i += 2) {
            boolean backing = children[i].equals("backing");
            String role = backing ? "cow" : "data";
            edges.add(new NodeInfo.Edge(children[i], children[i + 1], role, backing ? "" : "write"));
        }
        boolean served = state != State.PARKED;
        String version = served ? "1.0.0" : "";
        boolean drained = name.equals("base.file");
        return new NodeInfo(
                name, driver, version, state, reason, 10 << 20, false, drained, edges, parents, Map.of());
    }

    private static NodeInfo readOnly(String name, String driver) {
        List<String> parents = List.of(name);
        return new NodeInfo(
                name, driver, "1.0.0", State.OPEN, "", 10 << 20, true, false, List.of(), parents, Map.of());
    }
}
