// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

/** An unchecked exception that nobody else knows. */
final class OwnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OwnException(String point, Throwable cause) {
        super("the test driver throws its own exception in " + point, cause);
    }

    /** A checked one, as a cause. */
    static final class Cause extends Exception {

        private static final long serialVersionUID = 1L;

        Cause(String point) {
            super("its own cause in " + point);
            addSuppressed(new IllegalStateException("suppressed"));
        }
    }
}
