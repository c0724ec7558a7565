// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.blockgraph.exports.nbd.handshake.Agreement;
import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.handshake.Offer;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.BufferRoom;
import org.blockgraph.exports.nbd.wire.Inbox;
import org.blockgraph.exports.nbd.wire.Place;
import org.blockgraph.exports.nbd.wire.PlainWire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The memory of requests that are with the pool has one bound for all clients, also for those that left. */
@Timeout(60)
class PoolMemoryTest {

    private static final int SIZE = 1 << 20;
    private static final int ALL = (int) WorkerPool.MAX_BYTES;

    @TempDir
    private Path folder;

    private final BufferPool buffers = new BufferPool();
    private final BufferRoom room = BufferRoom.usual(Session.BUFFER_BYTES);

    private BlockSystem system;
    private ServerSocketChannel server;
    private WorkerPool workers;

    @BeforeEach
    void start() throws IOException {
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
        workers = new WorkerPool(open(), "test");
    }

    @AfterEach
    void stop() throws IOException {
        workers.close();
        server.close();
        system.close();
    }

    @Test
    void whatClientsLeaveBehindIsCountedUntilItIsDone() throws Exception {
        AutoCloseable drain = system.graph().drain("d0");
        for (int i = 0; i < 3; i++) {
            breakProtocolWhileWaiting();
        }
        assertFalse(workers.reserve(ALL), "requests of clients that left take no memory");
        drain.close();
        await(() -> reservable(ALL), "memory is still taken by who left");
    }

    @Test
    void whoFindsNoneLeftIsServedInPlace() throws Exception {
        assertTrue(workers.reserve(ALL));
        Thread serving;
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            serving = serve(server.accept());
            send(client, 3);
            requireDone(client, 3);
        }
        serving.join();
        assertFalse(workers.reserve(1));
    }

    private static void requireDone(SocketChannel client, int count) throws IOException {
        ByteBuffer replies = ByteBuffer.allocate(count * 16);
        while (replies.hasRemaining()) {
            assertTrue(client.read(replies) >= 0, "the server hung up");
        }
        for (int at = 0; at < replies.capacity(); at += 16) {
            assertEquals(NbdError.NONE, replies.getInt(at + 4));
        }
    }

    private BlockDevice open() throws IOException {
        Path image = folder.resolve("d0.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return system.graph().open("d0", Map.of("driver", "raw", "filename", image.toString()));
    }

    /** A client whose requests wait at the gate, and that is disconnected for what it sends next. */
    private void breakProtocolWhileWaiting() throws Exception {
        int before = waiting();
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            Thread serving = serve(server.accept());
            send(client, 2);
            await(() -> waiting() > before, "no request waits");
            client.write(ByteBuffer.wrap(new byte[Request.COMPACT]));
            serving.join();
        }
    }

    private int waiting() {
        return system.graph().snapshot().devices().getFirst().waiting();
    }

    private Thread serve(SocketChannel socket) throws IOException {
        Offer offer = new Offer("an export", "d0", "", SIZE, false, 4096);
        Agreement agreement = new Agreement(new PlainWire(socket), offer, Headers.SIMPLE, 0);
        Inbox inbox = new Inbox(buffers, new Place(room));
        Session session = new Session(agreement, inbox, buffers, workers, "test");
        return Thread.ofPlatform().start(() -> {
            try {
                session.run();
            } catch (IOException e) {
                // It broke the protocol.
            } finally {
                session.close();
            }
        });
    }

    private static void send(SocketChannel client, int flushes) throws IOException {
        ByteBuffer requests = ByteBuffer.allocate(flushes * Request.COMPACT);
        for (int i = 0; i < flushes; i++) {
            requests.putInt(Magic.REQUEST).putShort((short) 0).putShort((short) Command.FLUSH);
            requests.putLong(i).putLong(0).putInt(0);
        }
        requests.flip();
        while (requests.hasRemaining()) {
            client.write(requests);
        }
    }

    private boolean reservable(int bytes) {
        if (!workers.reserve(bytes)) {
            return false;
        }
        workers.release(bytes);
        return true;
    }

    private static void await(BooleanSupplier condition, String missing) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, missing);
            Thread.onSpinWait();
        }
    }
}
