// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How refcounts lie in a block: 1 to 64 bits each, big-endian; those narrower than a byte fill it from its
 * least significant bit up.
 *
 * @param order binary logarithm of the bits, 0 to 6
 */
record RefcountWidth(int order) {

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    int bits() {
        return 1 << order;
    }

    /** Refcounts in a block of one cluster. */
    int perBlock(Geometry geometry) {
        return geometry.clusterSize() * 8 >> order;
    }

    /** The largest count; for 64 bits what a long holds. */
    long max() {
        return order == 6 ? Long.MAX_VALUE : (1L << bits()) - 1;
    }

    long get(byte[] block, int index) {
        return switch (order) {
            case 6 -> (long) LONGS.get(block, index * 8);
            case 5 -> (int) INTS.get(block, index * 4) & 0xffff_ffffL;
            case 4 -> (short) SHORTS.get(block, index * 2) & 0xffffL;
            case 3 -> block[index] & 0xffL;
            default -> block[index >> 3 - order] >> shift(index) & max();
        };
    }

    void set(byte[] block, int index, long value) {
        assert value >= 0 && value <= max() : value;
        switch (order) {
            case 6 -> LONGS.set(block, index * 8, value);
            case 5 -> INTS.set(block, index * 4, (int) value);
            case 4 -> SHORTS.set(block, index * 2, (short) value);
            case 3 -> block[index] = (byte) value;
            default -> {
                int at = index >> 3 - order;
                int others = block[at] & ~((int) max() << shift(index));
                block[at] = (byte) (others | (int) value << shift(index));
            }
        }
    }

    private int shift(int index) {
        return (index & (1 << 3 - order) - 1) << order;
    }

    /** The byte in which a refcount begins. */
    int byteOf(int index) {
        return order >= 3 ? index << order - 3 : index >> 3 - order;
    }
}
