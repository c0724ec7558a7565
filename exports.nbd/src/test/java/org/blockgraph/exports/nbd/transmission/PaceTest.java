// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SLOW = 10 * Pace.QUICK;

    private final Pace pace = new Pace();

    @Test
    void oneSlowWriteChangesNothing() {
        pace.took(SLOW * 1000);
        assertTrue(pace.quick());
    }

    @Test
    void slowWritesAreHandedOverUntilTheyAreQuickAgain() {
        for (int i = 0; i < 16; i++) {
            pace.took(SLOW);
        }
        assertFalse(pace.quick());
        for (int i = 0; i < 32; i++) {
            pace.took(Pace.QUICK / 10);
        }
        assertTrue(pace.quick());
    }
}
