// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportTls;
import org.blockgraph.exports.nbd.handshake.Handshake;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.transmission.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many clients there may be, with what memory, how long they may take, and from where they come. */
@Timeout(120)
class LimitsTest {

    /** The most connections to one address. */
    private static final int MOST = 2048;

    private static final int PLACES = (int) (Runtime.getRuntime().maxMemory() / 4 / Session.BUFFER_BYTES);

    /** More connections than can have buffers at the same time, in the heap that the build sets. */
    private static final int MANY = PLACES + 50;

    private static final long TRICKLE_MILLIS = 100;

    @TempDir
    private Path folder;

    /** Sends what has to come slowly. */
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    private final List<RawClient> clients = new ArrayList<>();
    private ExportFixture fixture;
    private Path socket;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder);
        fixture.raw("d0", 1 << 20);
        socket = folder.resolve("d0.sock");
        fixture.export("d0");
    }

    @AfterEach
    void stop() throws IOException {
        pace.shutdownNow();
        for (RawClient each : clients) {
            each.close();
        }
        fixture.close();
    }

    /** Comes as far as requests; it is closed after the test. */
    private RawClient enter() throws IOException {
        return keep(new RawClient(socket).enter("d0"));
    }

    private RawClient keep(RawClient client) {
        clients.add(client);
        return client;
    }

    private static void assertServed(RawClient client) throws IOException {
        client.send(RawClient.request(0, Command.READ, 7, 0, 512));
        assertEquals(NbdError.NONE, client.simpleReply(7));
        client.receive(512);
    }

    @Test
    void whoComesBeyondTheLimitIsDisconnectedAndNobodyElse() throws Exception {
        for (int i = 0; i < MOST; i++) {
            enter();
        }
        for (int i = 0; i < 10; i++) {
            try (RawClient beyond = new RawClient(socket)) {
                assertEquals(0, beyond.receiveAll().length, fixture.log::toString);
            }
        }
        fixture.awaitClients("d0", MOST);
        for (RawClient each : clients) {
            assertServed(each);
        }
        clients.removeLast().close();
        fixture.awaitClients("d0", MOST - 1);
        awaitRoom();
    }

    /** A connection is counted for a moment longer than its client. */
    private void awaitRoom() {
        ExportFixture.await(
                () -> {
                    try (RawClient next = new RawClient(socket).enter("d0")) {
                        assertServed(next);
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                },
                () -> "no room for another");
    }

    /** More than there is memory for, and each keeps some: some go on byte by byte, others not at all. */
    @Test
    void clientsThatStopHalfWayMakeRoomForOthers() throws Exception {
        RawClient before = enter();
        List<RawClient> trickling = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            RawClient client = enter();
            if (i % 2 == 0) {
                client.send(RawClient.request(0, Command.WRITE, i, 0, 4096).put(new byte[100]));
            } else {
                for (int j = 0; j < 64; j++) {
                    client.send(RawClient.request(0, Command.READ, j, 0, 256 << 10));
                }
            }
            if (i % 4 == 0) {
                trickling.add(client);
            }
        }
        trickle(trickling);
        assertServed(enter());
        assertServed(before);
        assertTrue(
                fixture.log.stream().anyMatch(line -> line.endsWith(
                        "stopped half-way while others wait for memory; disconnected")),
                fixture.log::toString);
    }

    /**
     * More than there is memory for, and nothing is their fault: they wait, nobody is disconnected, and
     * clients of another device are served meanwhile.
     */
    @Test
    void clientsWhoseRequestsWaitKeepTheirMemoryAndLeaveOthersSome() throws Exception {
        fixture.raw("d1", 1 << 20);
        fixture.export("d1");
        for (int i = 0; i < MANY; i++) {
            enter();
        }
        try (DrainHandle _ = fixture.graph().drain("d0")) {
            for (RawClient each : clients) {
                each.send(RawClient.request(0, Command.READ, 7, 0, 512));
            }
            ExportFixture.await(
                    () -> fixture.graph().snapshot().devices().getFirst().waiting() >= PLACES / 2,
                    () -> "not all who have memory wait at the gate: " + fixture.graph().snapshot());
            try (RawClient other = new RawClient(folder.resolve("d1.sock")).enter("d1")) {
                assertServed(other);
            }
        }
        for (RawClient each : clients) {
            assertEquals(NbdError.NONE, each.simpleReply(7));
            each.receive(512);
        }
        fixture.awaitClients("d0", MANY);
    }

    /** One client that begins and does not come to an end. */
    private record Beginner(String how, RawClient client) {}

    @Test
    void whoTakesTooLongToBeginIsDisconnected() throws Exception {
        Certificates keys = Certificates.make(folder.resolve("keys"));
        Path tls = folder.resolve("tls.sock");
        fixture.export("d0", "unix:" + tls, "d0", false, new ExportTls(keys.toString(), false));
        long begin = System.nanoTime();
        List<Beginner> all = List.of(
                new Beginner("says nothing", keep(new RawClient(socket))),
                new Beginner("stops after its flags", begin()),
                new Beginner("stops within an option", within(begin())),
                new Beginner("sends byte by byte", trickling(begin())),
                new Beginner("does not begin TLS", beginTls(tls)),
                new Beginner("stops within TLS's first message", withinTls(beginTls(tls))));
        for (Beginner each : all) {
            assertEnds(each, begin);
        }
        assertServed(enter());
    }

    private RawClient begin() throws IOException {
        return keep(new RawClient(socket).greet(3));
    }

    private RawClient beginTls(Path tls) throws IOException {
        return keep(new RawClient(tls).startTls());
    }

    private static RawClient within(RawClient client) throws IOException {
        client.send(RawClient.message().putLong(Magic.OPTION).putInt(Option.GO).putInt(1000).put((byte) 0));
        return client;
    }

    /** The header of a record of 512 bytes, a client's greeting by its type, and no more. */
    private static RawClient withinTls(RawClient client) throws IOException {
        ByteBuffer record = RawClient.message().put((byte) 22).putShort((short) 0x0301).putShort((short) 512);
        client.send(record.put((byte) 1));
        return client;
    }

    /** The data of an option, a byte each tenth of a second: a minute for all of it. */
    private RawClient trickling(RawClient client) throws IOException {
        client.send(RawClient.message().putLong(Magic.OPTION).putInt(Option.GO).putInt(600));
        trickle(List.of(client));
        return client;
    }

    /** Sends a byte each tenth of a second to those that are not disconnected. */
    private void trickle(List<RawClient> slow) {
        List<RawClient> left = new ArrayList<>(slow);
        pace.scheduleAtFixedRate(
                () -> left.removeIf(each -> !sendByte(each)), 0, TRICKLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static boolean sendByte(RawClient client) {
        try {
            client.send(RawClient.message().put((byte) 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertEnds(Beginner each, long begin) throws IOException {
        ByteBuffer said = ByteBuffer.wrap(each.client().receiveAll());
        assertTrue(said.remaining() <= 18, each.how() + ": was told " + said.remaining() + " bytes");
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        long wanted = TimeUnit.SECONDS.toMillis(Handshake.SECONDS);
        assertTrue(millis > wanted - 500 && millis < wanted + 5000, each.how() + ": after " + millis + " ms");
    }

    @Test
    void withoutAHostOnlyThisMachineIsListenedTo() throws Exception {
        ExportInfo export = fixture.export("d0", "tcp::0", "lo", false, null);
        int port = ExportFixture.port(export);
        assertEquals("tcp:127.0.0.1:" + port, export.address());
        try (Socket here = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertServed(new RawClient(here).enter("lo"));
        }
        InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        assertThrows(ConnectException.class, () -> new Socket(other, port).close());
        ExportInfo everywhere = fixture.export("d0", "tcp:*:0", "any", false, null);
        int open = ExportFixture.port(everywhere);
        try (Socket there = new Socket(other, open)) {
            assertServed(new RawClient(there).enter("any"));
        }
    }
}
