// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;

/** Random work in whole sectors, so that each sector holds what one step made of it. */
final class Work {

    static final int SECTOR = 512;

    private Work() {}

    /** What a step does. */
    enum Kind {
        WRITE,
        ZERO,
        UNMAP,
        DISCARD,
        FLUSH
    }

    /** One step; the range is empty for a flush. */
    record Step(Kind kind, int offset, int length, byte fill) {

        void apply(BlockDevice device) throws BlockException {
            try (BlockRequest request = device.newRequest("work")) {
                switch (kind) {
                    case WRITE -> {
                        byte[] bytes = new byte[length];
                        Arrays.fill(bytes, fill);
                        device.write(offset, ByteBuffer.wrap(bytes));
                    }
                    case ZERO -> device.writeZeroes(request, offset, length, IoFlags.NONE);
                    case UNMAP -> device.writeZeroes(request, offset, length, IoFlags.MAY_UNMAP);
                    case DISCARD -> device.discard(request, offset, length, IoFlags.NONE);
                    case FLUSH -> device.flush(request, IoFlags.NONE);
                    default -> throw new AssertionError(kind);
                }
            }
        }

        void apply(byte[] model) {
            Arrays.fill(model, offset, offset + length, fill);
        }
    }

    static Step flush() {
        return new Step(Kind.FLUSH, 0, 0, (byte) 0);
    }

    /**
     * Makes steps within a range. Discards are of whole clusters, which then read as zeroes.
     *
     * @param begin a multiple of the cluster size, as is {@code end}
     */
    static List<Step> steps(Random random, int count, int begin, int end, int cluster) {
        List<Step> steps = new ArrayList<>();
        while (steps.size() < count) {
            int most = Math.min(end - begin, random.nextInt(3) == 0 ? 40 << 10 : 6 << 10);
            int length = SECTOR * (1 + random.nextInt(most / SECTOR));
            int at = begin + SECTOR * random.nextInt((end - begin - length) / SECTOR + 1);
            byte fill = (byte) (1 + random.nextInt(255));
            switch (random.nextInt(12)) {
                case 0, 4, 5 -> steps.add(flush());
                case 1 -> steps.add(new Step(Kind.ZERO, at, length, (byte) 0));
                case 2 -> steps.add(new Step(Kind.UNMAP, at, length, (byte) 0));
                case 3 -> {
                    int from = at & -cluster;
                    int to = Math.min(end, from + cluster * (1 + random.nextInt(3)));
                    steps.add(new Step(Kind.DISCARD, from, to - from, (byte) 0));
                }
                default -> steps.add(new Step(Kind.WRITE, at, length, fill));
            }
        }
        return steps;
    }
}
