// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

/**
 * A call into a driver's code.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface DriverOperation<T> {
    /** Calls; whatever it throws is copied. */
    T call() throws Exception;
}
