// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.Arrays;

/**
 * What an image is expected to show. The head is divided into stripes, each of which belongs to one client at
 * a time; the tail belongs to the control thread, and is what grows and shrinks.
 */
final class Content {

    private static final int STRIPES = 8;

    /** Each stripe is touched by its owner alone; the control thread reads it while the owner is stopped. */
    final byte[] head;

    /** The control thread's. */
    byte[] tail;

    /** Whether what is written is forgotten, as by a null disk. */
    final boolean forgets;

    private final boolean[] taken = new boolean[STRIPES];

    /** Whether clients only read; changed by the control thread while they are stopped. */
    private volatile boolean quiet;

    private Content(byte[] head, byte[] tail, boolean forgets) {
        this.head = head;
        this.tail = tail;
        this.forgets = forgets;
    }

    /** Zeroes, as in an image that was just made. */
    static Content zeroes(long size, boolean forgets) {
        int head = (int) size / 2;
        return new Content(new byte[head], new byte[(int) size - head], forgets);
    }

    /** What was read from an image. */
    static Content of(byte[] bytes) {
        int head = bytes.length / 2;
        return new Content(
                Arrays.copyOf(bytes, head), Arrays.copyOfRange(bytes, head, bytes.length), false);
    }

    /** The same bytes, for another image; only while nobody writes. */
    Content copy() {
        return new Content(head.clone(), tail.clone(), forgets);
    }

    boolean quiet() {
        return quiet;
    }

    void beQuiet(boolean now) {
        quiet = now;
    }

    /** Returns a stripe that nobody has, or -1. */
    int take() {
        for (int i = 0; i < STRIPES; i++) {
            if (!taken[i]) {
                taken[i] = true;
                return i;
            }
        }
        return -1;
    }

    void giveBack(int stripe) {
        taken[stripe] = false;
    }

    int begin(int stripe) {
        return (int) ((long) head.length * stripe / STRIPES);
    }

    int end(int stripe) {
        return begin(stripe + 1);
    }

    long size() {
        return head.length + tail.length;
    }

    void resizeTail(int length) {
        tail = Arrays.copyOf(tail, length);
    }

    /** Returns the first place at which the bytes are others, or -1; only while nobody writes. */
    long mismatch(byte[] bytes) {
        if (bytes.length != size()) {
            return Math.min(bytes.length, size());
        }
        int at = Arrays.mismatch(head, 0, head.length, bytes, 0, head.length);
        if (at >= 0) {
            return at;
        }
        int after = Arrays.mismatch(tail, 0, tail.length, bytes, head.length, bytes.length);
        return after < 0 ? -1 : head.length + after;
    }
}
