// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

/**
 * A piece of work that both sides do alike: requests of 4 KiB at a fixed stride, as many in flight as the
 * depth says, over an image that is in the page cache.
 *
 * @param depth requests in flight
 * @param count requests in all
 */
record Job(Kind kind, int depth, int count) {

    /** Bytes in a request. */
    static final int SIZE = 4096;

    /** What every byte of a full image is, before a job and after it. */
    static final byte PATTERN = 90;

    /** What a request does, and how far it lies from the one before, in bytes. */
    enum Kind {
        /** Each request in another cluster, so that the tables are asked every time. */
        READ("reads", 17L * SIZE),
        /** As above. */
        OVERWRITE("overwrites", 17L * SIZE),
        /** Each request is the first in its cluster of 64 KiB. */
        ALLOCATE("allocating writes", 64L << 10);

        private final String words;
        private final long stride;

        Kind(String words, long stride) {
            this.words = words;
            this.stride = stride;
        }

        /** What a table calls it. */
        String words() {
            return words;
        }

        long stride() {
            return stride;
        }

        boolean writes() {
            return this != READ;
        }
    }

    /** Where a request goes in an image of this size; beyond the end it begins again, as qemu-img does. */
    long offset(long number, long imageSize) {
        return number * kind.stride() % imageSize;
    }
}
