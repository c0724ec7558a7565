// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

/** An error that nobody else knows. */
final class OwnError extends Error {

    private static final long serialVersionUID = 1L;

    OwnError(String point, Throwable cause) {
        super("the test driver throws its own error in " + point, cause);
    }
}
