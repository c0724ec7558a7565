// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportTls;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How exports begin and end. */
@Timeout(60)
class ExportLifeTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private ExportFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder);
        fixture.raw("d0", SIZE);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aDeviceThatIsExportedStaysOpen() throws Exception {
        ExportInfo export = fixture.export("d0");
        BlockException refused = assertThrows(BlockException.class, () -> fixture.graph().close("d0"));
        assertEquals(
                "d0: in use by the export d0 at " + export.address()
                        + "; end it first: block:unexport d0, or close it by force",
                refused.getMessage());
        fixture.server.unexport("d0", null);
        fixture.graph().close("d0");
    }

    @Test
    void eventsTellOfExports() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (ExportFixture told = new ExportFixture(folder, BlockOptions.usual().withLog(heard::add))) {
            told.raw("d1", SIZE);
            ExportInfo export = told.export("d1");
            told.server.unexport("d1", null);
            List<String> wanted = List.of(
                    "EXPORT_ADDED d1: device d1 at " + export.address(),
                    "EXPORT_DELETED d1: device d1 at " + export.address());
            ExportFixture.await(
                    () -> heard.stream().filter(line -> line.startsWith("EXPORT_")).toList().equals(wanted),
                    () -> "not " + wanted + " but " + heard);
        }
    }

    @Test
    void aForcedCloseTakesTheExportAlong() throws Exception {
        Path socket = folder.resolve("d0.sock");
        fixture.export("d0");
        try (RawClient client = new RawClient(socket).enter("d0")) {
            fixture.graph().close("d0", true);
            client.send(RawClient.request(0, Command.READ, 1, 0, 512));
            assertEquals(NbdError.ESHUTDOWN, client.simpleReply(1));
            fixture.server.deviceClosed("d0");
            assertEquals(0, client.receiveAll().length);
        }
        assertEquals(List.of(), fixture.server.exports());
        assertFalse(Files.exists(socket));
    }

    @Test
    void whatIsUnderWayIsAnsweredBeforeTheEnd() throws Exception {
        fixture.export("d0");
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            DrainHandle drain = fixture.graph().drain("d0");
            client.send(RawClient.request(0, Command.FLUSH, 1, 0, 0));
            fixture.awaitUnderWay();
            Thread end = Thread.ofPlatform().start(() -> {
                try {
                    fixture.server.unexport("d0", null);
                } catch (BlockException e) {
                    throw new AssertionError(e);
                }
            });
            drain.close();
            assertEquals(NbdError.NONE, client.simpleReply(1));
            assertEquals(0, client.receiveAll().length);
            end.join();
        }
    }

    @Test
    void whatWaitsTooLongIsAnsweredWithShutdown() throws Exception {
        fixture.export("d0");
        DrainHandle drain = fixture.graph().drain("d0");
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            client.send(RawClient.request(0, Command.FLUSH, 1, 0, 0));
            fixture.awaitUnderWay();
            fixture.server.close();
            assertEquals(NbdError.ESHUTDOWN, client.simpleReply(1));
            assertEquals(0, client.receiveAll().length);
        } finally {
            drain.close();
        }
    }

    @Test
    void severalExportsShareAnAddress() throws Exception {
        String address = "unix:" + folder.resolve("s");
        fixture.export("d0", address, "one", false, null);
        fixture.export("d0", address, "two", true, null);
        BlockException taken = assertThrows(
                BlockException.class, () -> fixture.export("d0", address, "two", true, null));
        assertEquals(BlockError.EXISTS, taken.error());
        try (RawClient client = new RawClient(folder.resolve("s")).enter("two")) {
            client.send(RawClient.request(0, Command.WRITE, 1, 0, 1).put((byte) 1));
            assertEquals(NbdError.EPERM, client.simpleReply(1));
            fixture.server.unexport("one", null);
            client.send(RawClient.request(0, Command.FLUSH, 2, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(2));
        }
        fixture.server.unexport("two", address);
        assertThrows(IOException.class, () -> new RawClient(folder.resolve("s")));
    }

    @Test
    void exportsComeAndGo() throws Exception {
        Path socket = folder.resolve("d0.sock");
        for (int i = 0; i < 50; i++) {
            fixture.export("d0");
            try (RawClient client = new RawClient(socket).enter("d0")) {
                client.send(RawClient.request(0, Command.FLUSH, i, 0, 0));
                assertEquals(NbdError.NONE, client.simpleReply(i));
                fixture.server.unexport("d0", null);
                assertEquals(0, client.receiveAll().length);
            }
        }
    }

    @Test
    void badInputNamesWhatIsWrong() throws Exception {
        Files.writeString(folder.resolve("file"), "no socket");
        assertComplains("'udp:x' is no address: give unix:PATH or tcp:HOST:PORT", "udp:x");
        assertComplains("'tcp:h:x' is no address: 'x' is no port, 0 to 65535", "tcp:h:x");
        assertComplains(
                folder.resolve("file") + ": exists and is no socket; remove it or take another name",
                "unix:" + folder.resolve("file"));
        Path pipe = folder.resolve("pipe");
        Program.run("mkfifo", pipe);
        assertComplains(pipe + ": exists and is no socket; remove it or take another name", "unix:" + pipe);
        assertTrue(Files.exists(pipe), "a pipe, to which nobody can connect, was taken for a stale socket");
        BlockException noFile = assertThrows(BlockException.class, () -> fixture.export(
                "d0", "tcp::0", null, false, new ExportTls(folder.toString(), false)));
        assertTrue(noFile.getMessage().startsWith(folder.resolve("server-cert.pem") + ": no such file"));
        assertEquals("no: no such export; block:exports lists them", assertThrows(
                BlockException.class, () -> fixture.server.unexport("no", null)).getMessage());
    }

    private void assertComplains(String message, String address) {
        BlockException wrong = assertThrows(BlockException.class, () -> fixture.export("d0", address));
        assertEquals(message, wrong.getMessage());
    }
}
