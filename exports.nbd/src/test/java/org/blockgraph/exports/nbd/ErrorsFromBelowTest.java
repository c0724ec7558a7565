// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.embed.DriverRegistration;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the layers below: the right one, on the right request, as clients see it. */
@Timeout(60)
class ErrorsFromBelowTest {

    private static final int SIZE = 4 << 20;

    /** The offset at which injected errors strike, and the sector, for blkdebug. */
    private static final int BAD = 1 << 20;
    private static final String BAD_SECTOR = String.valueOf(BAD / 512);

    @TempDir
    private Path folder;

    private ExportFixture fixture;

    @AfterEach
    void stop() {
        fixture.close();
    }

    /** Opens a raw image over a filter that fails some requests, and exports it. */
    private String openFailing(String type, int errno) throws Exception {
        fixture = new ExportFixture(folder);
        Map<String, String> options = new HashMap<>(Map.of(
                "driver", "blkdebug",
                "image.driver", "file",
                "image.filename", fixture.image("d0", SIZE).toString(),
                "inject-error.0.iotype", type,
                "inject-error.0.errno", String.valueOf(errno)));
        if (!type.equals("flush")) {
            options.put("inject-error.0.sector", BAD_SECTOR);
        }
        fixture.graph().open("d0", options);
        return fixture.export("d0").uri();
    }

    @ParameterizedTest
    @CsvSource({
        "write, 28, 28", "write, 5, 5", "read, 5, 5", "read, 61, 5", "write-zeroes, 28, 28", "discard, 5, 5"
    })
    void oneRequestOfABatchFailsAndNoOther(String type, int errno, int expected) throws Exception {
        openFailing(type, errno);
        int command = switch (type) {
            case "read" -> Command.READ;
            case "write" -> Command.WRITE;
            case "discard" -> Command.TRIM;
            default -> Command.WRITE_ZEROES;
        };
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            ByteBuffer batch = RawClient.message();
            for (int i = 0; i < 8; i++) {
                ByteBuffer request = RawClient.request(0, command, i, BAD + (i - 3) * 4096L, 4096);
                batch.put((command == Command.WRITE ? request.put(new byte[4096]) : request).flip());
            }
            client.send(batch);
            int[] errors = new int[8];
            for (int i = 0; i < 8; i++) {
                RawClient.Reply reply = client.reply();
                errors[(int) reply.cookie()] = reply.error();
                client.receive(command == Command.READ && reply.error() == 0 ? 4096 : 0);
            }
            for (int i = 0; i < 8; i++) {
                assertEquals(i == 3 ? expected : NbdError.NONE, errors[i], "request " + i);
            }
        }
    }

    @Test
    void aFlushFailsAndTheWritesBesideItDoNot() throws Exception {
        openFailing("flush", 5);
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            client.send(RawClient.request(0, Command.WRITE, 1, 0, 512).put(new byte[512]));
            assertEquals(NbdError.NONE, client.simpleReply(1));
            client.send(RawClient.request(0, Command.FLUSH, 2, 0, 0));
            assertEquals(NbdError.EIO, client.simpleReply(2));
            client.send(RawClient.request(0, Command.WRITE, 3, 0, 512).put(new byte[512]));
            assertEquals(NbdError.NONE, client.simpleReply(3));
        }
    }

    /** The answer to a flush is about what other connections wrote as well: it comes from the device. */
    @Test
    void aFlushOfAnotherConnectionReachesTheDriver() throws Exception {
        openFailing("flush", 5);
        Path socket = folder.resolve("d0.sock");
        try (RawClient writer = new RawClient(socket).enter("d0");
                RawClient flusher = new RawClient(socket).enter("d0")) {
            writer.send(RawClient.request(0, Command.WRITE, 1, 0, 512).put(new byte[512]));
            assertEquals(NbdError.NONE, writer.simpleReply(1));
            flusher.send(RawClient.request(0, Command.FLUSH, 2, 0, 0));
            assertEquals(NbdError.EIO, flusher.simpleReply(2));
        }
    }

    /** qcow2 has no forced unit access of its own, so the core flushes behind each such request. */
    @ParameterizedTest
    @ValueSource(ints = {Command.WRITE, Command.WRITE_ZEROES, Command.TRIM})
    void forcedUnitAccessReachesTheDriver(int command) throws Exception {
        fixture = new ExportFixture(folder);
        String image = folder.resolve("d0.qcow2").toString();
        fixture.graph().create("qcow2", image, SIZE, Map.of());
        fixture.graph().open("d0", Map.of(
                "driver", "qcow2",
                "file.driver", "blkdebug",
                "file.image.driver", "file",
                "file.image.filename", image,
                "file.inject-error.0.iotype", "flush",
                "file.inject-error.0.errno", "5"));
        fixture.export("d0");
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            byte[] payload = new byte[command == Command.WRITE ? 4096 : 0];
            for (int flags : new int[] {0, CommandFlag.FUA}) {
                client.send(RawClient.request(flags, command, flags, 0, 4096).put(payload));
                assertEquals(flags == 0 ? NbdError.NONE : NbdError.EIO, client.simpleReply(flags));
            }
        }
    }

    /** CACHE reads what it names: an error there is told, and elsewhere there is none. */
    @Test
    void cacheReadsFromTheDriver() throws Exception {
        openFailing("read", 5);
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            client.send(RawClient.request(0, Command.CACHE, 1, 0, BAD));
            assertEquals(NbdError.NONE, client.simpleReply(1));
            client.send(RawClient.request(0, Command.CACHE, 2, 4096, BAD));
            assertEquals(NbdError.EIO, client.simpleReply(2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "write, 28, write failed: No space left on device",
        "write, 5, write failed: Input/output error",
        "read, 5, read failed: Input/output error"
    })
    void qemuIsToldTheError(String type, int errno, String expected) throws Exception {
        String uri = openFailing(type, errno);
        Program.Answer answer = Program.ask(
                "qemu-io", "-f", "raw", "-c", type + " 0 4k", "-c", type + " 1M 4k",
                "-c", type + " 2M 4k", uri);
        List<String> told = answer.output().lines()
                .filter(line -> line.contains("failed") || line.contains("at offset"))
                .toList();
        String done = (type.equals("read") ? "read" : "wrote") + " 4096/4096 bytes at offset ";
        assertEquals(List.of(done + 0, expected, done + (2 << 20)), told, answer.output());
    }

    @Test
    void aFailedCopyIsTold() throws Exception {
        String uri = openFailing("read", 5);
        Program.Answer answer = Program.ask("nbdcopy", uri, "null:");
        assertTrue(answer.code() != 0 && answer.output().contains("Input/output error"), answer.output());
    }

    /** What waits for a driver longer than the device allows fails then, and what comes later at once. */
    @Test
    void parkedBeyondTheDeadlineIsAnErrorInTime() throws Exception {
        fixture = new ExportFixture(folder);
        DriverRegistration format = fixture.system.register(new HangingDriver(), "1");
        String image = fixture.image("d0", SIZE).toString();
        fixture.graph().open("d0", Map.of("driver", "hanging", "filename", image, "park-timeout", "2"));
        String uri = fixture.export("d0").uri();
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enter("d0")) {
            long begin = System.nanoTime();
            format.close();
            ByteBuffer batch = RawClient.request(0, Command.READ, 1, 0, 512);
            batch.put(RawClient.request(0, Command.FLUSH, 2, 0, 0).flip());
            client.send(batch);
            assertEquals(NbdError.EIO, client.reply().error());
            assertEquals(NbdError.EIO, client.reply().error());
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.toMillis() >= 1900 && took.toSeconds() < 8, "failed after " + took);
            String told = Program.ask("qemu-io", "-f", "raw", "-c", "read 0 4k", uri).output();
            assertTrue(told.contains("read failed: Input/output error"), told);
            fixture.system.register(new HangingDriver(), "2");
            fixture.awaitOpen("d0");
            client.send(RawClient.request(0, Command.FLUSH, 3, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(3));
        }
    }

    /** A client learns no less than the block layer's own message where replies have texts. */
    @Test
    void structuredRepliesCarryTheMessage() throws Exception {
        openFailing("read", 5);
        try (RawClient client = new RawClient(folder.resolve("d0.sock")).enterStructured("d0")) {
            client.send(RawClient.request(0, Command.READ, 1, BAD, 512));
            RawClient.ErrorChunk told = client.errorChunk(1);
            assertEquals(NbdError.EIO, told.error());
            assertEquals("d0: injected error 5 in read at offset " + BAD, told.text());
        }
    }
}
