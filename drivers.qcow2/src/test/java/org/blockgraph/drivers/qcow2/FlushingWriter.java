// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.embed.BlockSystem;

/**
 * A program that writes to an image until it is killed, at random places so that nearly every write
 * allocates, and flushes now and then. After each flush it prints how many writes are durable. The writes,
 * and after which of them it flushes, follow from the seed, so that whoever reads the count knows them.
 */
final class FlushingWriter {

    static final int SLOT = 4096;
    static final int SLOTS = 4096;
    static final int SIZE = SLOT * SLOTS;

    private static final int MOST_UNFLUSHED = 8;

    private FlushingWriter() {}

    public static void main(String[] arguments) throws Exception {
        String image = arguments[0];
        long seed = Long.parseLong(arguments[1]);
        Writes writes = new Writes(seed);
        Random flushes = new Random(~seed);
        PrintStream out = System.out;
        try (BlockSystem system = Quiet.system()) {
            BlockDevice device = system.graph().open("d0", Map.of("driver", "qcow2", "filename", image));
            long done = 0;
            while (true) {
                for (int i = 1 + flushes.nextInt(MOST_UNFLUSHED); i > 0; i--) {
                    Write write = writes.next();
                    device.write((long) write.slot() * SLOT, ByteBuffer.wrap(write.bytes()));
                    done++;
                }
                device.flush();
                out.println(done);
                out.flush();
            }
        }
    }

    /** One write: a slot and what it holds then. */
    record Write(int slot, byte[] bytes) {}

    /** The writes of a seed, one after the other. */
    static final class Writes {
        private final Random random;

        Writes(long seed) {
            random = new Random(seed);
        }

        Write next() {
            byte[] bytes = new byte[SLOT];
            int slot = random.nextInt(SLOTS);
            random.nextBytes(bytes);
            return new Write(slot, bytes);
        }
    }
}
