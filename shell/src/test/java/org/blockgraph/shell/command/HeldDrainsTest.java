// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drains that outlast the command that began them, and what ends them. */
class HeldDrainsTest {

    @TempDir
    private Path folder;

    private final FakeGraph graph = new FakeGraph();
    private GogoShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = new GogoShell(folder);
        shell.layer.bindGraph(graph);
        shell.run("block:open d0 x");
        shell.run("block:open d1 y");
        graph.asked.clear();
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    private String held() throws Exception {
        return shell.shows("block:graph")
                .lines()
                .filter(line -> line.startsWith("held by"))
                .findFirst()
                .orElse("none");
    }

    @Test
    void theyNestAndAreListed() throws Exception {
        assertEquals("none", held());
        assertEquals("drained d0", shell.shows("block:drain d0"));
        assertEquals("held by block:drain: d0", held());
        assertEquals("drained d0; to be undrained 2 times", shell.shows("block:drain d0"));
        assertEquals("drained d1", shell.shows("block:drain d1"));
        assertEquals("held by block:drain: d0 (2 times), d1", held());
        assertTrue(shell.shows("block:graph").contains("d0  memory 1.0.0  open  drained"));
        assertEquals("undrained d0; to be undrained once more", shell.shows("block:undrain d0"));
        assertEquals("undrained d0", shell.shows("block:undrain d0"));
        shell.fails("block:undrain d0", "d0: block:drain holds no drain of it; what it holds: d1");
        assertEquals("held by block:drain: d1", held());
        assertEquals(Map.of("d0", 0, "d1", 1), graph.drains);
        shell.run("block:undrain d1");
        assertEquals("none", held());
    }

    @Test
    void thereAreOnlySoMany() throws Exception {
        for (int i = 0; i < HeldDrains.MAX_HELD; i++) {
            shell.run("block:drain d0");
        }
        shell.fails(
                "block:drain d1",
                "the shell holds 64 drains; end one with block:undrain, block:graph lists them");
        assertFalse(graph.drains.containsKey("d1"));
        shell.run("block:undrain d0");
        shell.run("block:drain d1");
    }

    @Test
    void aDrainThatFailsIsNotHeld() throws Exception {
        shell.fails("block:drain d9", "d9: no such device");
        graph.undrainable.add("d0");
        for (int i = 0; i <= HeldDrains.MAX_HELD; i++) {
            shell.fails("block:drain d0", "d0: a request in flight does not end");
        }
        assertEquals("none", held());
        shell.run("block:drain d1");
    }

    @Test
    void aNodeThatIsClosedIsForgotten() throws Exception {
        shell.run("block:drain d0");
        shell.run("block:close d0");
        assertEquals("none", held());
        shell.run("block:open d0 x");
        graph.drains.clear();
        shell.fails("block:undrain d0", "d0: block:drain holds no drain of it; what it holds: nothing");
    }

    @Test
    void theyEndWithTheShell() throws Exception {
        shell.run("block:drain d0");
        shell.run("block:drain d0");
        shell.run("block:drain d1");
        shell.layer.stop();
        assertEquals(Map.of("d0", 0, "d1", 0), graph.drains);
        shell.fails("block:drain d0", "the shell is stopping, and no drain outlasts it");
        assertEquals(Map.of("d0", 0, "d1", 0), graph.drains);
    }

    @Test
    void theyEndWithTheGraph() throws Exception {
        shell.run("block:drain d0");
        FakeGraph next = new FakeGraph();
        shell.layer.bindGraph(next);
        assertEquals("none", held());
        shell.layer.unbindGraph(graph);
        assertEquals(1, Collections.frequency(graph.asked, "undrain d0"));
        assertEquals(List.of(), next.asked);
    }
}
