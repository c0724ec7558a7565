// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** An exception of the API's, made a driver's own. */
final class OwnBlockException extends BlockException {

    private static final long serialVersionUID = 1L;

    OwnBlockException(String point, Throwable cause) {
        super(
                BlockError.NO_SPACE,
                null,
                NO_OFFSET,
                "the test driver's own kind of no space in " + point,
                cause);
    }
}
