// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.blockgraph.exports.nbd.handshake.Agreement;
import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.handshake.Offer;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.BufferRoom;
import org.blockgraph.exports.nbd.wire.Inbox;
import org.blockgraph.exports.nbd.wire.Place;
import org.blockgraph.exports.nbd.wire.PlainWire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session is taken over whenever a call on the device lasts at all, so that calls end while, before and
 * after that happens: every request is answered once, with what it asked for.
 */
@Timeout(120)
class RelievedSessionTest {

    private static final int SECTOR = 512;
    private static final int SECTORS = 2048;
    private static final int LEAST_ROUNDS = 5_000;
    private static final int LARGEST_BATCH = 8;
    private static final int LEAST_RELIEFS = 50;

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reliefs = new AtomicInteger();
    private volatile boolean over;

    @Test
    void everyRequestIsAnsweredOnce() throws Exception {
        Path image = folder.resolve("d0.img");
        Files.write(image, sectors());
        try (BlockSystem system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            BlockDevice device =
                    system.graph().open("d0", Map.of("driver", "raw", "filename", image.toString()));
            server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    WorkerPool workers = new WorkerPool(device, "test")) {
                Session session = session(server.accept(), workers);
                threads.add(Thread.ofPlatform().start(() -> run(session)));
                Thread clock = Thread.ofPlatform().start(() -> relieve(session));
                work(client);
                over = true;
                clock.join();
                for (Thread each : threads) {
                    each.join();
                }
            }
        }
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(-1, Arrays.mismatch(sectors(), Files.readAllBytes(image)), "what was written");
    }

    /** Each sector says which it is; that is also all that is ever written. */
    private static byte[] sectors() {
        ByteBuffer all = ByteBuffer.allocate(SECTORS * SECTOR);
        while (all.hasRemaining()) {
            all.putInt(all.position() / SECTOR);
        }
        return all.array();
    }

    private static Session session(SocketChannel socket, WorkerPool workers) throws IOException {
        Offer offer = new Offer("an export", "d0", "", SECTORS * SECTOR, false, 4096);
        BufferPool pool = new BufferPool();
        Agreement agreement = new Agreement(new PlainWire(socket), offer, Headers.SIMPLE, 0);
        return new Session(agreement, new Inbox(pool, new Place(new BufferRoom(64))), pool, workers, "test");
    }

    private void run(Session session) {
        try {
            session.run();
            session.close();
        } catch (Relieved e) {
            reliefs.incrementAndGet();
        } catch (IOException | RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private void relieve(Session session) {
        while (!over) {
            if (session.heldUp() == Watch.HELD_UP) {
                try {
                    if (session.takeOver()) {
                        threads.add(Thread.ofPlatform().start(() -> run(session)));
                    }
                } catch (IOException e) {
                    failures.add(e);
                }
            }
        }
    }

    private void work(SocketChannel client) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int round = 0; round < LEAST_ROUNDS || reliefs.get() < LEAST_RELIEFS; round++) {
            assertTrue(System.nanoTime() < deadline, () -> "taken over only " + reliefs + " times");
            batch(client, 1 + random.nextInt(LARGEST_BATCH), random);
        }
        client.shutdownOutput();
    }

    private static void batch(SocketChannel client, int size, SplittableRandom random) throws IOException {
        ByteBuffer batch = ByteBuffer.allocate(LARGEST_BATCH * (Request.COMPACT + SECTOR));
        int[] sector = new int[size];
        for (int i = 0; i < size; i++) {
            sector[i] = random.nextInt(SECTORS);
            put(batch, i, sector[i]);
        }
        batch.flip();
        while (batch.hasRemaining()) {
            client.write(batch);
        }
        BitSet answered = new BitSet();
        for (int i = 0; i < size; i++) {
            int cookie = reply(client, sector);
            assertTrue(cookie < size && !answered.get(cookie), () -> "another reply to " + cookie);
            answered.set(cookie);
        }
    }

    /** Even requests read a sector, odd ones write it. */
    private static void put(ByteBuffer batch, int cookie, int sector) {
        boolean write = cookie % 2 == 1;
        batch.putInt(Magic.REQUEST).putShort((short) 0);
        batch.putShort((short) (write ? Command.WRITE : Command.READ)).putLong(cookie);
        batch.putLong((long) sector * SECTOR).putInt(SECTOR);
        for (int i = 0; write && i < SECTOR; i += Integer.BYTES) {
            batch.putInt(sector);
        }
    }

    private static int reply(SocketChannel client, int[] sector) throws IOException {
        ByteBuffer header = receive(client, 16);
        assertEquals(Magic.SIMPLE_REPLY, header.getInt());
        assertEquals(0, header.getInt());
        int cookie = (int) header.getLong();
        if (cookie % 2 == 0) {
            ByteBuffer data = receive(client, SECTOR);
            while (data.hasRemaining()) {
                assertEquals(sector[cookie], data.getInt(), "request " + cookie);
            }
        }
        return cookie;
    }

    private static ByteBuffer receive(SocketChannel client, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            assertTrue(client.read(bytes) >= 0, "the session ended");
        }
        return bytes.flip();
    }
}
