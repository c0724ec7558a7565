// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockgraph.shell.transfer.MemoryDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {

    @TempDir
    private Path folder;

    private final FakeGraph graph = new FakeGraph();
    private GogoShell shell;

    @BeforeEach
    void start() {
        shell = new GogoShell(folder);
        shell.layer.bindGraph(graph);
    }

    @AfterEach
    void stop() {
        shell.close();
        for (MemoryDevice device : graph.open.values()) {
            assertEquals(0, device.openRequests(), "requests not given back");
        }
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        shell.run("block:open d0 x");
        String wrote = shell.shows("block:write -P 0x5a d0 512 1k");
        assertTrue(
                wrote.matches("wrote 1024/1024 bytes at offset 512\n"
                        + "1 KiB, 1 ops; \\d+\\.\\d{6} sec \\([\\d.]+ \\w+/sec and [\\d.]+ ops/sec\\)"),
                wrote);
        String read = shell.shows("block:read d0 512 1k -P 90");
        assertTrue(read.startsWith("read 1024/1024 bytes at offset 512\n"), read);
        assertNull(shell.run("block:read -q -P 0x5a d0 512 1024"));
        assertNull(shell.run("block:read -q -P 0 d0 0 64k -s 1536 -l 1k"));
        shell.fails(
                "block:read -P 0 d0 0 64k",
                "d0: pattern verification failed at offset 512: expected 0x00, found 0x5a");
        shell.run("block:write -q -z -u -n -f d0 0 64k");
        shell.run("block:discard -q d0 0x10000 0x10000");
        List<String> asked = graph.device("d0").asked;
        assertEquals(
                List.of("zeroes 0 65536 FUA MAY_UNMAP NO_FALLBACK", "discard 65536 65536"),
                asked.subList(asked.size() - 2, asked.size()));
    }

    @Test
    void withoutAPatternItIsTheOneOfQemuIo() throws Exception {
        shell.run("block:open d0 x");
        shell.run("block:write d0 0 3");
        byte[] expected = {(byte) 0xcd, (byte) 0xcd, (byte) 0xcd, 0};
        assertArrayEquals(expected, Arrays.copyOf(graph.device("d0").content, 4));
    }

    @Test
    void filesGoInAndOut() throws Exception {
        Files.writeString(folder.resolve("in"), "some text\n");
        shell.run("block:open d0 x");
        String wrote = shell.shows("block:write --from in d0 1M");
        assertTrue(wrote.startsWith("wrote 10/10 bytes at offset 1048576\n"), wrote);
        shell.run("block:write -s in d0 0 25");
        shell.run("block:read --to out d0 0 25");
        assertEquals("some text\nsome text\nsome ", Files.readString(folder.resolve("out")));
        shell.run("block:read --to=out d0 1M 10");
        assertEquals("some text\n", Files.readString(folder.resolve("out")));
    }

    @Test
    void aDumpIsPrintedBeforeTheSummary() throws Exception {
        shell.run("block:open d0 x");
        List<String> lines = shell.shows("block:read -v d0 16 16").lines().toList();
        assertEquals("00000010: " + " 00".repeat(16) + "  " + ".".repeat(16), lines.get(0));
        assertEquals("read 16/16 bytes at offset 16", lines.get(1));
        assertEquals(1, shell.shows("block:read -vq d0 16 16").lines().count());
        String wrong = shell.fails(
                "block:read -P 1 -v --to out d0 16 16",
                "d0: pattern verification failed at offset 16: expected 0x01, found 0x00");
        assertEquals(lines.get(0) + '\n', wrong, "what is wrong is shown");
        assertEquals(16, Files.size(folder.resolve("out")), "what is wrong is saved");
    }

    @Test
    void mapAsksForTheRange() throws Exception {
        shell.run("block:open d0 x");
        graph.asked.clear();
        shell.run("block:map d0");
        shell.run("block:map d0 -s 1M -l 64k");
        shell.run("block:map --start-offset=15M d0 --max-length 1G");
        shell.run("block:map d0 -s 16M");
        assertEquals(
                List.of(
                        "map d0 0 16777216",
                        "map d0 1048576 65536",
                        "map d0 15728640 1048576",
                        "map d0 16777216 0"),
                graph.asked);
    }
}
