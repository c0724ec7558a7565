// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that connect and go away, in every way, as many as an attack would have, while one works: it is
 * served in time, and nothing is left behind. The process's memory says something because the build gives it
 * all of its heap at the start.
 */
@Timeout(900)
class ConnectFloodTest {

    private static final int CONNECTS = Integer.getInteger("blockgraph.connects", 100_000);

    /** Connections before memory is first looked at: code is compiled and buffers are there by then. */
    private static final int WARM_UP = 3000;

    private static final int THREADS = 4;
    private static final int SIZE = 4 << 20;

    /** What buffers may take in the end: those that are kept for others, and those in use. */
    private static final long BUFFERS_KIB = (BufferPool.KEPT >> 10) + (16 << 10);

    /** What all objects may grow by: less than the smallest object a connection. */
    private static final long USED_KIB = 1 << 10;

    /** What the process may grow by: a tenth of a page a connection. */
    private static final long GROWN_KIB = 40 << 10;

    /** How often the client that works asks for something, and how long it may wait for it at most. */
    private static final long PACE_NANOS = 1_000_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    @TempDir
    private Path folder;

    private volatile boolean over;

    @Test
    void nothingIsLeftOfClientsThatComeAndGo() throws Exception {
        try (ExportFixture fixture = new ExportFixture(folder)) {
            fixture.raw("d0", SIZE);
            fixture.export("d0");
            Path socket = folder.resolve("d0.sock");
            FutureTask<Served> working = new FutureTask<>(() -> work(socket));
            Thread.ofPlatform().name("decent-client").daemon(true).start(working);
            flood(socket, WARM_UP);
            fixture.awaitClients("d0", 1);
            long files = openFiles();
            long threads = threads();
            long usedBefore = kib(census());
            long before = status("VmRSS:");
            flood(socket, CONNECTS);
            fixture.awaitClients("d0", 1);
            awaitFewBuffers();
            String census = census();
            long used = kib(census) - usedBefore;
            long grown = status("VmRSS:") - before;
            over = true;
            String decent = working.get().toString();
            System.out.println(CONNECTS + " connections: the process grew by " + grown
                    + " KiB, what is in use on its heap by " + used + " KiB, descriptors by "
                    + (openFiles() - files) + ", threads by " + (threads() - threads)
                    + "; another client had " + decent);
            assertTrue(used <= USED_KIB, () -> used + " KiB more on the heap:\n" + census);
            assertTrue(grown <= GROWN_KIB, () -> "the process grew by " + grown + " KiB");
            assertTrue(openFiles() <= files, () -> "descriptors: " + files + " before");
            assertTrue(threads() <= threads + 2, "threads: " + threads + " before");
        }
    }

    /** What became of the requests of the client that works. */
    private record Served(int requests, long longestNanos) {
        @Override
        public String toString() {
            return requests + " requests served, each within " + longestNanos / 1_000_000 + " ms";
        }
    }

    /** Works until it is over; every answer must be right, and in time. */
    private Served work(Path socket) throws IOException {
        int served = 0;
        long longest = 0;
        try (RawClient client = new RawClient(socket).enter("d0")) {
            while (!over) {
                long begun = System.nanoTime();
                client.send(RawClient.request(0, Command.WRITE, served, 4096, 64).put(new byte[64]));
                assertEquals(NbdError.NONE, client.simpleReply(served));
                client.send(RawClient.request(0, Command.READ, served, 8192, 512));
                assertEquals(NbdError.NONE, client.simpleReply(served));
                client.receive(512);
                served += 2;
                longest = Math.max(longest, System.nanoTime() - begun);
                assertTrue(longest < PATIENCE_NANOS, "a request took " + longest + " ns");
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
        return new Served(served, longest);
    }

    private static void flood(Path socket, int count) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    for (int each = next.getAndIncrement(); each < count; each = next.getAndIncrement()) {
                        visit(socket, each % 5);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    /** One client that goes away at some point of the protocol. */
    private static void visit(Path socket, int kind) throws IOException {
        try (RawClient client = new RawClient(socket)) {
            switch (kind) {
                case 0 -> {
                    // Gone at once.
                }
                case 1 -> client.greet(3);
                case 2 -> client.greet(3).option(Option.GO, (byte) 0);
                case 3 -> {
                    client.enter("d0").send(RawClient.request(0, Command.READ, 1, 0, 4096));
                    assertEquals(NbdError.NONE, client.simpleReply(1));
                }
                default -> {
                    client.enter("d0").send(RawClient.request(0, Command.DISCONNECT, 1, 0, 0));
                    assertEquals(0, client.receiveAll().length);
                }
            }
        }
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static long threads() throws IOException {
        return status("Threads:");
    }

    /** The classes of all objects that somebody refers to, the most bytes first. */
    private static String census() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    }

    /** What all objects of a census take together, as its last line says. */
    private static long kib(String census) {
        Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(census);
        assertTrue(total.find(), census);
        return Long.parseLong(total.group(1)) >> 10;
    }

    /** Waits until the memory of buffers that nobody refers to has been given back. */
    private static void awaitFewBuffers() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (buffersKib() > BUFFERS_KIB) {
            assertTrue(System.nanoTime() < deadline, () -> "buffers of " + buffersKib() + " KiB are left");
            System.gc();
        }
    }

    /** What buffers outside of the heap take, of the server and of the clients here. */
    private static long buffersKib() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(pool -> pool.getMemoryUsed() >> 10)
                .sum();
    }

    private static long status(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String line = lines.filter(each -> each.startsWith(field)).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
    }
}
