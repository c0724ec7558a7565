// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Waits for the device d0, then, in its own thread, again and again: write the next generation to its block,
 * flush, append the generation's number to the journal. Generation {@code g} goes to block {@code g %
 * BLOCKS} and fills it with the byte {@code g % 255 + 1}. So after a crash every block but the one after the
 * last that is in the journal has to hold its last generation from there. Where the framework property
 * {@value #JOURNAL} does not name the journal, it does nothing. A failed request ends it with the reason in
 * the journal.
 */
@Component(service = JournalClient.class, immediate = true)
public final class JournalClient {

    /** The framework property with the journal's path. */
    public static final String JOURNAL = "org.blockgraph.testing.journal";

    private static final int BLOCKS = 16;
    private static final int BLOCK_SIZE = 4096;
    private static final long LOOK_EVERY_NANOS = 5_000_000;

    private final BlockGraph graph;
    private final Thread thread;

    /** Set when the component is deactivated; read by its thread. */
    private volatile boolean stopping;

    /** Wires and starts. */
    @Activate
    public JournalClient(BundleContext context, @Reference BlockGraph graph) {
        this.graph = graph;
        String journal = context.getProperty(JOURNAL);
        thread = Thread.ofPlatform().daemon().name("journal").unstarted(() -> run(Path.of(journal)));
        if (journal != null) {
            thread.start();
        }
    }

    /** Lets the thread end after the request in hand. */
    @Deactivate
    void stop() {
        stopping = true;
    }

    private void run(Path journal) {
        try (FileChannel lines =
                FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            try {
                write(awaitDevice(), lines);
            } catch (BlockException e) {
                append(lines, "failed: " + e.error() + " " + e.getMessage());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private BlockDevice awaitDevice() throws BlockException {
        while (true) {
            try {
                return graph.device("d0");
            } catch (BlockException e) {
                if (stopping) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        }
    }

    private void write(BlockDevice device, FileChannel lines) throws BlockException, IOException {
        try (Arena arena = Arena.ofShared();
                BlockRequest request = device.newRequest("journal")) {
            MemorySegment block = arena.allocate(BLOCK_SIZE, BLOCK_SIZE);
            for (long generation = 0; !stopping; generation++) {
                block.fill((byte) (generation % 255 + 1));
                device.write(request, generation % BLOCKS * BLOCK_SIZE, block, IoFlags.NONE);
                device.flush(request, IoFlags.NONE);
                append(lines, Long.toString(generation));
            }
        }
    }

    private static void append(FileChannel lines, String line) throws IOException {
        lines.write(java.nio.ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
