// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import org.blockgraph.api.driver.BlockDriver;

/**
 * What the first bytes of an image look like.
 *
 * @param format the format's name
 * @param score how well they fit, as {@link BlockDriver#probe} says
 */
public record Guess(String format, int score) {

    /** Tells whether they were recognised; otherwise the format is one that takes anything. */
    public boolean isRecognised() {
        return score > BlockDriver.PROBE_FALLBACK;
    }
}
