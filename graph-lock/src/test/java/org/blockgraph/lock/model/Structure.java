// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

/**
 * What the lock protects: three plain fields that the writer alone changes, and that are equal whenever it is
 * outside. No access to them is synchronised by anything but the lock.
 */
final class Structure {

    private long first;
    private long second;
    private long third;

    /** Changes the three, slowly, so that a reader beside the writer would see them differ. */
    void change(int pauses) {
        first++;
        pause(pauses);
        second++;
        pause(pauses);
        third++;
    }

    /** Tells whether the three are equal; under the lock of either kind. */
    boolean isWhole() {
        long seen = third;
        return second == seen && first == seen;
    }

    /** Returns how often it was changed; under the lock, or when all threads have ended. */
    long changes() {
        return first;
    }

    static void pause(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
