// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.shell.transfer.MemoryDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

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
    void openPassesOptionsOn() throws Exception {
        assertEquals(
                "opened d0: memory (probed), 16 MiB (16777216 bytes)", shell.shows("block:open d0 disk.img"));
        assertEquals(
                "opened d1: memory, 16 MiB (16777216 bytes), read-only",
                shell.shows("block:open -r -f raw d1 /a/disk.img -o park-timeout=forever,locking=off"));
        shell.run("block:open d2 --image-opts driver=raw,file.filename=x -o offset=1M");
        shell.run("block:open d3 nbd://host/name --read-only");
        assertEquals(
                List.of(
                        "open d0 {filename=" + folder.resolve("disk.img") + "}",
                        "open d1 {driver=raw, filename=/a/disk.img, locking=off, park-timeout=forever,"
                                + " read-only=on}",
                        "open d2 {driver=raw, file.filename=x, offset=1M}",
                        "open d3 {filename=nbd://host/name, read-only=on}"),
                graph.asked);
    }

    @Test
    void filesAreNamedFromWhereTheSessionIs() throws Exception {
        shell.run("block:open d0 'my disk'");
        shell.session().put("_cwd", new File("/images"));
        shell.run("block:open d1 disk.img");
        shell.session().put("_cwd", new File("/other").toURI());
        shell.run("block:open d2 ../disk.img");
        assertEquals(
                List.of(
                        "open d0 {filename=" + folder.resolve("my disk") + "}",
                        "open d1 {filename=/images/disk.img}",
                        "open d2 {filename=/disk.img}"),
                graph.asked);
    }

    @Test
    void wordsThatGogoHasAMeaningForAreNamesAllTheSame() throws Exception {
        shell.run("block:open null disk");
        shell.run("block:open true 1.50");
        shell.run("block:close null");
        shell.run("block:write -P 010 true 0x10 010");
        assertEquals(
                List.of(
                        "open null {filename=" + folder.resolve("disk") + "}",
                        "open true {filename=" + folder.resolve("1.50") + "}",
                        "close null"),
                graph.asked);
        assertEquals(List.of("write 16 10"), graph.device("true").asked);
        assertEquals(8, graph.device("true").content[16]);
    }

    @Test
    void createTakesItsSizeFromEitherPlace() throws Exception {
        assertEquals("created '/a/b', fmt=raw size=10485760", shell.shows("block:create /a/b 10M"));
        assertEquals(
                "created '/c', fmt=qcow2 size=1536 compat=1.1 cluster_size=64k",
                shell.shows("block:create -f qcow2 /c -o compat=1.1,cluster_size=64k -o size=1.5k"));
        assertEquals(
                List.of("create raw /a/b 10485760 {}", "create qcow2 /c 1536 {cluster_size=64k, compat=1.1}"),
                graph.asked);
    }

    @Test
    void closeAndFlushSayWhatTheyDid() throws Exception {
        shell.run("block:open d0 x");
        MemoryDevice device = graph.device("d0");
        assertEquals("flushed d0", shell.shows("block:flush d0"));
        assertEquals(List.of("flush"), device.asked);
        assertEquals("closed d0", shell.shows("block:close d0"));
        assertEquals("close d0", graph.asked.getLast());
        shell.run("block:open d0 x");
        assertEquals("closed d0", shell.shows("block:close d0 --force"));
        assertEquals("close d0 by force", graph.asked.getLast());
    }

    @Test
    void reviveNamesWhatIsBack() throws Exception {
        shell.run("block:open d0 x");
        assertEquals("nothing to revive: d0 was open", shell.shows("block:revive d0"));
        graph.down.add("d0");
        assertEquals("revived d0", shell.shows("block:revive d0"));
        graph.down.add("d0");
        graph.driverIsHere = false;
        shell.fails("block:revive d0", "d0: still down, driver memory 1.0.0 left; see block:why d0");
    }

    @Test
    void aScriptGetsRecords() throws Exception {
        shell.run("block:open d0 x");
        assertEquals("memory", shell.run("(block:info d0) driver"));
        assertEquals(1024L, shell.run("(block:read d0 0 1k) length"));
    }

    @Test
    void findingsAreShownAndAreAFailure() throws Exception {
        shell.run("block:open d0 x");
        assertEquals("no errors were found\n1/160 units allocated", shell.shows("block:check d0"));
        graph.check = new CheckInfo(1, 2, 0, 0, 1, 160, List.of("table entry 3 is wild"));
        String shown = shell.fails("block:check d0", "d0: the check found corruptions: 1, leaks: 2");
        assertEquals(
                "table entry 3 is wild\ncorruptions: 1, leaks: 2\n1/160 units allocated\n",
                shown);
        shown = shell.fails("block:check --json d0", "d0: the check found corruptions: 1, leaks: 2");
        assertTrue(shown.contains("\"corruptions\": 1,"), shown);
    }

    @Test
    void replaceDriverTellsEveryStep() throws Exception {
        shell.layer.bindReplacer((url, progress) -> {
            progress.accept("installed " + url);
            progress.accept("d0: raw 1.0.0 -> 1.0.1");
            return new DriverReplacer.ReplaceResult("raw", "1.0.0", "1.0.1", 1, 3_200_000, "");
        });
        String jar = folder.resolve("raw-1.0.1.jar").toString();
        assertEquals(
                "installed " + jar + "\nd0: raw 1.0.0 -> 1.0.1\n"
                        + "replaced raw 1.0.0 by 1.0.1: 1 node, longest pause 3.2 ms",
                shell.shows("block:replace-driver raw-1.0.1.jar"));
        assertTrue(shell.shows("block:replaceDriver file:/x.jar").startsWith("installed file:/x.jar\n"));
    }

    @Test
    void commandsStayWhileTheCoreIsGone() throws Exception {
        shell.run("block:open d0 x");
        FakeGraph other = new FakeGraph();
        shell.layer.bindGraph(other);
        shell.layer.unbindGraph(graph);
        shell.run("block:open d1 x");
        assertEquals(1, other.asked.size());
        shell.layer.unbindGraph(other);
        shell.fails("block:graph", "the block layer is not running; start the bundle org.blockgraph.core");
        shell.fails(
                "block:replace-driver x.jar",
                "drivers can't be replaced now; start the bundle org.blockgraph.core");
        DriverReplacer replacer = (url, progress) -> {
            throw new BlockException(BlockError.INVALID, url + ": is no bundle");
        };
        shell.layer.bindReplacer(replacer);
        shell.fails("block:replace-driver /x.jar", "/x.jar: is no bundle");
        shell.layer.unbindReplacer(replacer);
        shell.fails(
                "block:replace-driver x.jar",
                "drivers can't be replaced now; start the bundle org.blockgraph.core");
    }
}
