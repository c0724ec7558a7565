// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverOptions;

/**
 * The bounds of the caches in bytes, by QMP's options.
 *
 * @param l2 for L2 tables
 * @param refcounts for refcount blocks
 */
record CacheSizes(long l2, long refcounts) {

    private static final long DEFAULT_L2 = 32 << 20;
    private static final long DEFAULT_REFCOUNTS = 1 << 20;

    static CacheSizes of(DriverOptions options) throws BlockException {
        return new CacheSizes(
                options.size("l2-cache-size", DEFAULT_L2),
                options.size("refcount-cache-size", DEFAULT_REFCOUNTS));
    }
}
