// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

import java.util.List;

/**
 * What a check of an image found.
 *
 * @param corruptions contradictions that lose data
 * @param leaks storage that nothing refers to
 * @param corruptionsFixed contradictions that were repaired
 * @param leaksFixed leaks that were repaired
 * @param allocated allocated units
 * @param total units in the image
 * @param messages one line for each finding, at most {@link #MAX_MESSAGES}
 */
public record CheckInfo(
        long corruptions,
        long leaks,
        long corruptionsFixed,
        long leaksFixed,
        long allocated,
        long total,
        List<String> messages) {

    /** The most messages that are kept; further findings are only counted. */
    public static final int MAX_MESSAGES = 1000;

    /** Copies the list. */
    public CheckInfo {
        messages = List.copyOf(messages);
    }
}
