// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.conformance;

import static org.blockgraph.drivers.testing.conformance.DrainedGraph.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What QEMU's test-bdrv-graph-mod shows, by the names of its cases, as far as an editor can do it. */
@Timeout(60)
final class BdrvGraphModTest {

    private static final Map<String, String> ON_BASE = Map.of("driver", "blkdebug", "image", "base");

    private DrainedGraph drained;
    private GraphEditor editor;

    @BeforeEach
    void start() throws Exception {
        drained = new DrainedGraph();
        editor = drained.graph.editor();
        editor.add("base", Map.of("driver", "null-co", "size", "1M"));
    }

    @AfterEach
    void stop() {
        drained.close();
    }

    private String childOf(String node) throws BlockException {
        return drained.graph.node(node).children().getFirst().node();
    }

    /** Two writers that share with nobody: the second is refused, and nothing has changed. */
    @Test
    void updatePermTree() throws Exception {
        drained.graph.open("d0", Map.of("driver", "blkdebug", "node-name", "fl1", "image", "base"));
        editor.add("fl2", ON_BASE);
        String before = editor.permissions() + " " + drained.graph.snapshot();
        BlockException refused = assertThrows(
                BlockException.class,
                () -> drained.graph.open("d1", Map.of("driver", "throttle", "file", "fl2")));
        assertEquals(BlockError.PERMISSION, refused.error());
        assertTrue(refused.getMessage().contains("base"), refused.getMessage());
        assertEquals(before, editor.permissions() + " " + drained.graph.snapshot());
        done(drained.write("d0", false));
    }

    /** What the node that goes had in use does not hinder the one that comes. */
    @Test
    void parallelExclusiveWrite() throws Exception {
        drained.graph.open("d0", Map.of("driver", "blkdebug", "node-name", "fl1", "image", "base"));
        editor.add("fl2", ON_BASE);
        editor.replace("fl1", null, "fl2");
        assertEquals("fl2", drained.info("d0").root());
        assertEquals("base", childOf("fl2"));
        done(drained.write("d0", false));
    }

    /** A filter that wants to write alone fits between a writer that does and its node, not beside it. */
    @Test
    void appendGreedyFilter() throws Exception {
        drained.graph.open("d0", Map.of("driver", "throttle", "node-name", "top", "file", "base"));
        editor.insert("base", null, Map.of("driver", "blkdebug", "node-name", "fl"));
        assertEquals("fl", childOf("top"));
        assertEquals("base", childOf("fl"));
        done(drained.write("d0", false));
        editor.remove("fl");
        assertEquals("base", childOf("top"));
        done(drained.write("d0", false));
    }
}
