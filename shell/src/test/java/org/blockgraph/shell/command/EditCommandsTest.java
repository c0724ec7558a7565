// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.blockgraph.shell.format.BlockConverter;
import org.blockgraph.shell.result.Resized;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change the graph below devices, and those that show what the changes are bound by. */
class EditCommandsTest {

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

    @Test
    void addTakesAnImageAsOpenDoes() throws Exception {
        assertEquals(
                "added d0: memory (probed), 16 MiB (16777216 bytes)", shell.shows("block:add base disk.img"));
        assertEquals(
                "added d0: memory, 16 MiB (16777216 bytes)",
                shell.shows("block:add --image-opts -r n driver=raw,file.filename=x -o offset=1M"));
        assertEquals(
                List.of(
                        "add base {filename=" + folder.resolve("disk.img") + "}",
                        "add n {driver=raw, file.filename=x, offset=1M, read-only=on}"),
                graph.asked);
    }

    @Test
    void editsPassTheirNamesOn() throws Exception {
        assertEquals("deleted d1", shell.shows("block:delete d1"));
        assertEquals(
                "inserted d0: memory, 16 MiB (16777216 bytes), above d0",
                shell.shows("block:insert d0 driver=throttle,iops-total=100,node-name=t"));
        shell.run("block:insert --parent d1 d0 driver=qcow2,file.filename=a,,b");
        assertEquals("removed d0", shell.shows("block:remove d0"));
        assertEquals("replaced d0 by d1", shell.shows("block:replace d0 d1"));
        shell.run("block:replace d0 --parent top d1");
        assertEquals(
                List.of(
                        "delete d1",
                        "insert d0 null {driver=throttle, iops-total=100, node-name=t}",
                        "insert d0 d1 {driver=qcow2, file.filename=a,b}",
                        "remove d0",
                        "replace d0 null d1",
                        "replace d0 top d1"),
                graph.asked);
    }

    @Test
    void snapshotNamesTheFileInFull() throws Exception {
        assertEquals(
                "inserted d0: memory, 16 MiB (16777216 bytes), above d0",
                shell.shows("block:snapshot d0 top.qcow2 -o node-name=top,create.cluster_size=4k"));
        shell.run("block:snapshot -n -f raw d0 /a/b");
        assertEquals(
                List.of(
                        "snapshot d0 " + folder.resolve("top.qcow2")
                                + " null {create.cluster_size=4k, node-name=top}",
                        "snapshot d0 /a/b raw {mode=existing}"),
                graph.asked);
    }

    @Test
    void reopenSaysWhatIsOther() throws Exception {
        assertEquals(
                "reopened d0: memory, 16 MiB (16777216 bytes)", shell.shows("block:reopen --read-only d0"));
        shell.run("block:reopen d0 -w -o backing=,discard=unmap");
        assertEquals(
                List.of(
                        "reopen d0 {read-only=on}", "reopen d0 {backing=, discard=unmap, read-only=off}"),
                graph.asked);
    }

    @Test
    void resizeTakesSizesAsQemuImgDoes() throws Exception {
        assertEquals("d0 keeps its size, 16 MiB (16777216 bytes)", shell.shows("block:resize d0 16M"));
        assertEquals("", shell.shows("block:resize -q d0 32M"));
        shell.run("block:resize d0 +1.5k");
        shell.run("block:resize --shrink d0 1M");
        shell.run("block:resize d0 -1k --shrink");
        shell.run("block:resize d0 +0");
        assertEquals(
                List.of(16 << 20, 32 << 20, (16 << 20) + 1536, 1 << 20, (16 << 20) - 1024, 16 << 20),
                graph.asked.stream()
                        .map(line -> Integer.parseInt(line.substring("resize d0 ".length())))
                        .toList());
        assertEquals(
                "resized d0 from 1 KiB (1024 bytes) to 2 KiB (2048 bytes)",
                new BlockConverter().format(new Resized("d0", 1024, 2048), Converter.INSPECT, null));
    }

    @Test
    void aThresholdIsSetShownAndTakenAway() throws Exception {
        assertEquals("d0: writes may end anywhere", shell.shows("block:threshold d0"));
        String set = "d0: the first write that ends beyond 1 MiB (1048576 bytes) is told of";
        assertEquals(set, shell.shows("block:threshold d0 1M"));
        assertEquals(set, shell.shows("block:threshold d0"));
        assertEquals("d0: writes may end anywhere", shell.shows("block:threshold d0 0"));
        shell.fails("block:threshold d9", "d9: no such device");
    }

    @Test
    void permissionsAreListedForAllNodesOrForOne() throws Exception {
        assertEquals(
                """
                NODE     USED BY          ROLES         USES                   SHARES
                d0       device d0        -             consistent-read,write  consistent-read
                d0.file  node d0 as file  data,primary  write,resize           -""",
                shell.shows("block:permissions"));
        assertEquals(
                """
                NODE  USED BY    ROLES  USES                   SHARES
                d0    device d0  -      consistent-read,write  consistent-read""",
                shell.shows("block:permissions d0"));
        assertEquals(
                "nothing stands on a node here; block:graph lists the nodes",
                shell.shows("block:permissions d1"));
    }

    @Test
    void limitsHaveTheNamesOfQemu() throws Exception {
        assertEquals(
                """
                node: d0
                request_alignment: 512 bytes
                min_mem_alignment: 4 KiB (4096 bytes)
                max_transfer: 1 MiB (1048576 bytes)
                pwrite_zeroes_alignment: 512 bytes
                max_pwrite_zeroes: 0, buffers of zeroes are written
                pdiscard_alignment: 4 KiB (4096 bytes)
                max_pdiscard: 2 GiB (2147479552 bytes)
                fua: by a flush after the write
                unmap: on""",
                shell.shows("block:limits d0"));
    }
}
