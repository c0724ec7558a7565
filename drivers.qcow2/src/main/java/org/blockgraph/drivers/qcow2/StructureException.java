// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** The image's structures contradict the format or each other, so that changing more would do harm. */
final class StructureException extends BlockException {

    private static final long serialVersionUID = 1L;

    StructureException(String node, long offset, String message) {
        super(BlockError.CORRUPT, node, offset, message, null);
    }
}
