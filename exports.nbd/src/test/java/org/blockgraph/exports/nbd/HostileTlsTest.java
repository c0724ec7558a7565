// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.blockgraph.api.export.ExportTls;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.protocol.OptionReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no decent client does on its way into TLS and inside of it. */
@Timeout(60)
class HostileTlsTest {

    private static final int SIZE = 4 << 20;

    @TempDir
    private static Path keysFolder;

    private static Certificates keys;

    @TempDir
    private Path folder;

    private ExportFixture fixture;
    private Path image;
    private SSLContext trusting;
    private int port;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = Certificates.make(keysFolder.resolve("keys"));
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder);
        image = fixture.raw("d0", SIZE);
        trusting = keys.trusting();
        ExportTls tls = new ExportTls(keys.toString(), false);
        port = ExportFixture.port(fixture.export("d0", "tcp::0", "d0", false, tls));
    }

    /** Whatever was done, nothing was written, nobody is left, and the next client is served. */
    @AfterEach
    void stop() throws Exception {
        try (Socket plain = connect()) {
            fixture.awaitClients("d0", 0);
            RawClient client = enter(new RawClient(plain).encrypt(trusting));
            client.send(RawClient.request(0, Command.READ, 9, 512, 512));
            assertEquals(NbdError.NONE, client.simpleReply(9));
            byte[] expected = new byte[SIZE / 2];
            new Random(SIZE).nextBytes(expected);
            byte[] written = Files.readAllBytes(image);
            assertArrayEquals(expected, Arrays.copyOf(written, SIZE / 2));
            assertArrayEquals(new byte[SIZE / 2], Arrays.copyOfRange(written, SIZE / 2, SIZE));
            assertArrayEquals(
                    Arrays.copyOfRange(expected, 512, 1024),
                    client.receive(512).array());
        } finally {
            fixture.close();
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static RawClient enter(SSLSocket secret) throws IOException {
        return new RawClient(secret).choose("d0");
    }

    /** The first message of TLS, as a client of the JDK sends it. */
    private ByteBuffer hello() throws SSLException {
        SSLEngine engine = trusting.createSSLEngine("localhost", port);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return hello.flip();
    }

    @Test
    void junkInPlaceOfTlsDisconnects() throws Exception {
        byte[] junk = new byte[100_000];
        new Random(1).nextBytes(junk);
        byte[] text = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (byte[] each : new byte[][] {junk, new byte[1000], text}) {
            try (Socket plain = connect()) {
                RawClient client = new RawClient(plain).startTls();
                sendAnyway(client, RawClient.message().put(each));
                assertEnds(client);
            }
        }
    }

    /** The server may have had enough before all has been sent. */
    private static void sendAnyway(RawClient client, ByteBuffer message) {
        try {
            client.send(message);
        } catch (IOException e) {
            // It has.
        }
    }

    /** At most an alert, which is a record of seven bytes, comes before the end. */
    private static void assertEnds(RawClient client) throws IOException {
        byte[] last = client.receiveAll();
        assertTrue(last.length <= 7, () -> "more than an alert: " + Arrays.toString(last));
    }

    /** What somebody on the way appended in plain text must not be taken for the client's own. */
    @Test
    void optionsThatComeBesideStarttlsAreNotTakenForSecretOnes() throws Exception {
        try (Socket plain = connect()) {
            RawClient client = new RawClient(plain).greet(3);
            ByteBuffer both = RawClient.optionMessage(Option.STARTTLS);
            both.put(RawClient.optionMessage(Option.GO, RawClient.go("d0")).flip());
            client.send(both);
            assertEquals(OptionReply.ACK, client.answer().type());
            assertEnds(client);
        }
    }

    @Test
    void theFirstMessageMayComeTogetherWithStarttls() throws Exception {
        try (Socket plain = connect()) {
            RawClient client = new RawClient(plain).greet(3);
            client.send(RawClient.optionMessage(Option.STARTTLS).put(hello()));
            assertEquals(OptionReply.ACK, client.answer().type());
            int handshake = 22;
            assertEquals(handshake, client.receive(1).get());
        }
    }

    @Test
    void goingAwayWithinTheFirstMessageHarmsNobody() throws Exception {
        int size = hello().remaining();
        for (int cut = 0; cut < size; cut += 7) {
            try (Socket plain = connect()) {
                RawClient client = new RawClient(plain).startTls();
                client.send(RawClient.message().put(hello().limit(cut)));
                if (cut % 2 == 0) {
                    plain.setSoLinger(true, 0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void goingAwayAfterAnyWriteHarmsNobody(String version) throws Exception {
        int writes = 0;
        boolean whole = false;
        while (!whole) {
            writes++;
            try (Socket plain = new Reluctant(port, writes, Integer.MAX_VALUE)) {
                RawClient client = enter(new RawClient(plain).encrypt(trusting, version));
                client.send(RawClient.request(0, Command.READ, 1, 0, 4096));
                assertEquals(NbdError.NONE, client.simpleReply(1));
                whole = true;
            } catch (IOException e) {
                assertTrue(writes < 30, "no conversation needs so many writes: " + e);
            }
        }
        assertTrue(writes > 4, "a conversation in " + writes + " writes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bytesOneByOneMakeTlsAsWell(String version) throws Exception {
        try (Socket plain = new Reluctant(port, Integer.MAX_VALUE, 1)) {
            RawClient client = enter(new RawClient(plain).encrypt(trusting, version));
            client.send(RawClient.request(0, Command.FLUSH, 1, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aForgedRecordEndsTheConnection(String version) throws Exception {
        try (Socket plain = connect()) {
            RawClient client = enter(new RawClient(plain).encrypt(trusting, version));
            client.send(RawClient.request(0, Command.FLUSH, 1, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(1));
            ByteBuffer forged = RawClient.request(0, Command.WRITE, 2, 0, 512).put(new byte[512]).flip();
            ByteBuffer record = ByteBuffer.allocate(5 + forged.remaining());
            record.put((byte) 23).putShort((short) 0x0303).putShort((short) forged.remaining()).put(forged);
            plain.getOutputStream().write(record.array());
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void junkInsideOfTlsDisconnects() throws Exception {
        try (Socket plain = connect()) {
            RawClient client = new RawClient(new RawClient(plain).encrypt(trusting));
            client.send(RawClient.message().put(new byte[16]));
            assertEquals(0, client.receiveAll().length);
        }
        try (Socket plain = connect()) {
            RawClient client = enter(new RawClient(plain).encrypt(trusting));
            client.send(RawClient.message().put(new byte[28]));
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void illegalRequestsAreAnsweredInsideOfTls() throws Exception {
        try (Socket plain = connect()) {
            SSLSocket secret = new RawClient(plain).encrypt(trusting);
            RawClient client = new RawClient(secret);
            assertEquals(OptionReply.INVALID, client.ask(Option.STARTTLS).type());
            assertEquals(OptionReply.UNSUPPORTED, client.ask(77).type());
            enter(secret);
            client.send(RawClient.request(0, Command.READ, 1, SIZE, 1));
            assertEquals(NbdError.EINVAL, client.simpleReply(1));
            client.send(RawClient.request(0, Command.WRITE, 2, SIZE, 512).put(new byte[512]));
            assertEquals(NbdError.ENOSPC, client.simpleReply(2));
            client.send(RawClient.request(0, 77, 3, 0, 0));
            assertEquals(NbdError.EINVAL, client.simpleReply(3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatDoesNotReadHoldsUpNobody(String version) throws Exception {
        try (Socket plain = connect();
                Socket other = connect()) {
            SSLSocket secret = new RawClient(plain).encrypt(trusting, version);
            RawClient greedy = enter(secret);
            for (int i = 0; i < 64; i++) {
                greedy.send(RawClient.request(0, Command.READ, i, 0, 1 << 20));
            }
            // What belongs to TLS waits behind the replies then: new keys, or agreeing on all anew.
            plain.setSoTimeout(500);
            assertThrows(IOException.class, () -> {
                secret.startHandshake();
                secret.getInputStream().read(new byte[0]);
                throw new SocketTimeoutException("new keys are nothing to wait for");
            });
            RawClient decent = enter(new RawClient(other).encrypt(trusting));
            for (int i = 0; i < 1000; i++) {
                decent.send(RawClient.request(0, Command.FLUSH, i, 0, 0));
                assertEquals(NbdError.NONE, decent.simpleReply(i));
            }
        }
    }

    /** Sends a few bytes at a time, and hangs up before a write. */
    private static final class Reluctant extends Socket {
        private final int size;
        private int left;

        Reluctant(int port, int writes, int size) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            this.left = writes;
            this.size = size;
            setTcpNoDelay(true);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (left-- == 0) {
                        Reluctant.this.close();
                        throw new IOException("hung up");
                    }
                    for (int at = 0; at < length; at += Math.min(size, length - at)) {
                        out.write(bytes, offset + at, Math.min(size, length - at));
                    }
                }
            };
        }
    }
}
