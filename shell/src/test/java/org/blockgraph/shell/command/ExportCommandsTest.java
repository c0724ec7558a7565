// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandsTest {

    @TempDir
    private Path folder;

    private final FakeExports exports = new FakeExports();
    private GogoShell shell;

    @BeforeEach
    void start() {
        shell = new GogoShell(folder);
        shell.layer.bindExports(exports);
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    @Test
    void exportPassesOptionsOnAndPrintsTheUri() throws Exception {
        assertEquals("exported d0: nbd://there/d0", shell.shows("block:export d0 unix:sock"));
        assertEquals(
                "exported d0 read-only: nbd://there/other",
                shell.shows("block:export -r --name other -D 'a disk' --tls keys --tls-verify d0 tcp:h:1"));
        assertEquals(
                List.of(
                        "ExportRequest[device=d0, address=unix:" + folder.resolve("sock")
                                + ", name=null, description=null, readOnly=false, tls=null]",
                        "ExportRequest[device=d0, address=tcp:h:1, name=other, description=a disk,"
                                + " readOnly=true, tls=ExportTls[folder=" + folder.resolve("keys")
                                + ", verifyClients=true]]"),
                exports.asked);
    }

    @Test
    void exportsShowsClientsRatesAndLatencies() throws Exception {
        assertEquals("nothing is exported; block:export exports a device", shell.shows("block:exports"));
        shell.run("block:export -r d0 tcp:h:1");
        List<String> lines = shell.shows("block:exports").lines().toList();
        assertTrue(lines.get(0).startsWith("EXPORT  DEVICE   CLIENTS  REQUESTS  FAILED"), lines::toString);
        assertTrue(lines.get(1).startsWith("d0      d0 (ro)  1        1000      1       4"), lines::toString);
        assertTrue(lines.get(1).endsWith("12          1 MiB   2 KiB      1.5 us   3.0 ms"), lines::toString);
        assertEquals("d0: nbd://there/d0", lines.get(2));
        assertEquals("    local, for 1.50 s, 1000 requests, 2 under way", lines.get(3));
        String json = shell.shows("block:exports --json");
        assertTrue(json.contains("\"requests-per-second\": 12.4"), json);
        assertTrue(json.contains("\"under-way\": 2"), json);
    }

    @Test
    void unexportNamesTheAddressInFull() throws Exception {
        shell.run("block:export d0 tcp:h:1");
        assertEquals("unexported d0", shell.shows("block:unexport d0 unix:sock"));
        assertEquals("unexport d0 at unix:" + folder.resolve("sock"), exports.asked.getLast());
        shell.fails("block:unexport d0", "d0: no such export");
    }

    @Test
    void wrongInputIsNamed() {
        shell.fails(
                "block:export d0 tcp:h:1 --tls-verify", "block:export: --tls-verify: goes with --tls FOLDER");
        shell.layer.unbindExports(exports);
        shell.fails(
                "block:exports",
                "nothing can be exported now; start the bundle org.blockgraph.exports.nbd, which needs"
                        + " org.blockgraph.core");
    }
}
