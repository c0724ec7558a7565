// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** A byte that was read is not the one that the pattern asks for. */
public final class PatternMismatch extends BlockException {

    private static final long serialVersionUID = 1L;

    PatternMismatch(String device, long offset, byte expected, byte found) {
        super(
                BlockError.IO,
                device,
                offset,
                String.format(
                        "%s: pattern verification failed at offset %d: expected 0x%02x, found 0x%02x",
                        device, offset, expected, found),
                null);
    }
}
