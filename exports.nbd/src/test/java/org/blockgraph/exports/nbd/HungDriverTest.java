// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.DriverRegistration;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that hang inside a driver: who else is served meanwhile, and what becomes of them. */
@Timeout(60)
class HungDriverTest {

    private static final int SIZE = 4 << 20;
    private static final long TRAP = HangingDriver.TRAP;

    /** How long the core waits for requests before it gives them up, and some more. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final HangingDriver driver = new HangingDriver();
    private ExportFixture fixture;
    private DriverRegistration registration;
    private Path image;
    private Path socket;
    private String uri;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder, BlockOptions.usual().withLeave(LEAVE));
        registration = fixture.system.register(driver, "1");
        image = fixture.image("d0", SIZE);
        fixture.graph().open("d0", Map.of("driver", "hanging", "filename", image.toString()));
        uri = fixture.export("d0").uri();
        socket = folder.resolve("d0.sock");
    }

    @AfterEach
    void stop() {
        driver.release();
        fixture.close();
    }

    private static ByteBuffer read(long cookie, long offset, int length) {
        return RawClient.request(0, Command.READ, cookie, offset, length);
    }

    private static ByteBuffer write(long cookie, long offset, int length) {
        return RawClient.request(0, Command.WRITE, cookie, offset, length).put(new byte[length]);
    }

    private static ByteBuffer zeroes(long cookie, long offset, int length) {
        return RawClient.request(0, Command.WRITE_ZEROES, cookie, offset, length);
    }

    private byte[] expected(int offset, int length) throws IOException {
        return Arrays.copyOfRange(Files.readAllBytes(image), offset, offset + length);
    }

    /** Every kind of request, outside of the trap. */
    private void assertIsServed(RawClient client, long cookie) throws IOException {
        client.send(read(cookie, 4096, 512));
        assertEquals(NbdError.NONE, client.simpleReply(cookie));
        assertArrayEquals(expected(4096, 512), client.receive(512).array());
        client.send(write(cookie + 1, 8192, 512));
        assertEquals(NbdError.NONE, client.simpleReply(cookie + 1));
        client.send(RawClient.request(0, Command.FLUSH, cookie + 2, 0, 0));
        assertEquals(NbdError.NONE, client.simpleReply(cookie + 2));
        client.send(zeroes(cookie + 3, 16384, 4096));
        assertEquals(NbdError.NONE, client.simpleReply(cookie + 3));
    }

    private ByteBuffer hanging(String what, long cookie) {
        return switch (what) {
            case "read" -> read(cookie, TRAP, 512);
            case "write" -> write(cookie, TRAP, 512);
            default -> zeroes(cookie, TRAP, 512);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write", "zeroes"})
    void aHungRequestHoldsUpNobodyAndIsAnsweredWhenItReturns(String what) throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0");
                RawClient other = new RawClient(socket).enter("d0")) {
            client.send(hanging(what, 1));
            driver.awaitInside(1);
            assertIsServed(client, 10);
            assertIsServed(other, 20);
            driver.release();
            assertEquals(NbdError.NONE, client.simpleReply(1));
            if (what.equals("read")) {
                assertArrayEquals(expected((int) TRAP, 512), client.receive(512).array());
            }
            assertIsServed(client, 30);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write", "zeroes"})
    void aRequestThatIsGivenUpIsAnsweredAndTheDriverMayComeBack(String what) throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0");
                RawClient other = new RawClient(socket).enter("d0")) {
            client.send(hanging(what, 1));
            driver.awaitInside(1);
            registration.close();
            assertEquals(NbdError.EIO, client.simpleReply(1));
            client.send(read(2, 0, 512));
            assertEquals(NbdError.EIO, client.simpleReply(2));
            other.send(read(3, 0, 512));
            assertEquals(NbdError.EIO, other.simpleReply(3));
            driver.release();
            driver.awaitInside(0);
            fixture.system.register(driver, "2");
            fixture.awaitOpen("d0");
            client.send(RawClient.request(0, Command.FLUSH, 4, 0, 0));
            assertEquals(NbdError.EIO, client.simpleReply(4), "what was lost is told by the next flush");
            assertIsServed(client, 10);
            assertIsServed(other, 20);
        }
    }

    @Test
    void otherRequestsOfABatchAreAnsweredAroundOneThatHangs() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            ByteBuffer batch = RawClient.message();
            for (int i = 0; i < 12; i++) {
                boolean trapped = i % 4 == 1;
                batch.put((i % 2 == 0 ? write(i, 4096L * i, 512) : read(i, trapped ? TRAP : 0, 512)).flip());
            }
            client.send(batch);
            boolean[] answered = new boolean[12];
            for (int i = 0; i < 9; i++) {
                answered[(int) success(client)] = true;
            }
            for (int i = 0; i < 12; i++) {
                assertEquals(i % 4 != 1, answered[i], "request " + i);
            }
            driver.awaitInside(3);
            driver.release();
            for (int i = 0; i < 3; i++) {
                assertEquals(1, success(client) % 4);
            }
        }
    }

    /** Takes a reply of success; even cookies are writes, odd ones reads of 512 bytes. */
    private static long success(RawClient client) throws IOException {
        RawClient.Reply reply = client.reply();
        assertEquals(NbdError.NONE, reply.error(), "request " + reply.cookie());
        client.receive(reply.cookie() % 2 == 0 ? 0 : 512);
        return reply.cookie();
    }

    @Test
    void moreHungRequestsThanThePoolHasThreadsHoldUpNobody() throws Exception {
        RawClient[] clients = new RawClient[3];
        try {
            for (int each = 0; each < clients.length; each++) {
                clients[each] = new RawClient(socket).enter("d0");
                ByteBuffer batch = RawClient.message();
                for (int i = 0; i < 12; i++) {
                    batch.put(zeroes(i, TRAP + 4096L * i, 4096).flip());
                }
                clients[each].send(batch);
            }
            driver.awaitInside(36);
            for (RawClient client : clients) {
                assertIsServed(client, 100);
            }
            registration.close();
            for (RawClient client : clients) {
                for (int i = 0; i < 12; i++) {
                    assertEquals(NbdError.EIO, client.reply().error());
                }
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aLongRequestThatIsGivenUpEndsItsConnectionAlone() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0");
                RawClient other = new RawClient(socket).enter("d0")) {
            client.send(read(1, TRAP - (256 << 10), 1 << 20));
            assertEquals(NbdError.NONE, client.simpleReply(1));
            client.receive(256 << 10);
            driver.awaitInside(1);
            assertIsServed(other, 10);
            registration.close();
            assertEquals(0, client.receiveAll().length);
            other.send(read(3, 0, 512));
            assertEquals(NbdError.EIO, other.simpleReply(3));
        }
    }

    @Test
    void unexportEndsWithAHungRequestInsideInTime() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            client.send(read(1, TRAP, 512));
            driver.awaitInside(1);
            assertIsServed(client, 10);
            long begin = System.nanoTime();
            fixture.server.unexport("d0", null);
            long seconds = (System.nanoTime() - begin) / 1_000_000_000;
            assertTrue(seconds <= 8, "it took " + seconds + " s");
            assertEquals(0, client.receiveAll().length);
        }
    }

    /** qemu-io sends the second read while the first hangs. */
    @Test
    void qemuIsServedAndThenToldOfTheHungRequest() throws Exception {
        Program.require("qemu-io");
        Process qemu = new ProcessBuilder("qemu-io", "-f", "raw", uri).redirectErrorStream(true).start();
        try (BufferedReader told = qemu.inputReader()) {
            say(qemu, "aio_read 2M 4k");
            driver.awaitInside(1);
            say(qemu, "read 4k 4k");
            assertEquals("read 4096/4096 bytes at offset 4096", nextLine(told, "read "));
            say(qemu, "write 8k 4k");
            assertEquals("wrote 4096/4096 bytes at offset 8192", nextLine(told, "wrote "));
            registration.close();
            say(qemu, "aio_flush");
            assertEquals("readv failed: Input/output error", nextLine(told, "readv "));
            say(qemu, "quit");
            qemu.waitFor();
        } finally {
            qemu.destroyForcibly();
        }
    }

    private static void say(Process program, String line) throws IOException {
        program.outputWriter().write(line + "\n");
        program.outputWriter().flush();
    }

    /** Reads on to a line that begins so; qemu-io's prompt may stand before it. */
    private static String nextLine(BufferedReader told, String begin) throws IOException {
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            String text = line.replace("qemu-io> ", "");
            if (text.startsWith(begin)) {
                return text;
            }
        }
        throw new AssertionError("qemu-io ended without a line " + begin);
    }
}
