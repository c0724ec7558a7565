// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import org.blockgraph.core.driver.DriverEntry;

/** A driver that was registered with a {@link BlockSystem}. Any thread. */
public final class DriverRegistration implements AutoCloseable {

    private final BlockSystem system;
    private final DriverEntry entry;

    DriverRegistration(BlockSystem system, DriverEntry entry) {
        this.system = system;
        this.entry = entry;
    }

    /** Returns the driver's name in options. */
    public String format() {
        return entry.format();
    }

    /** Returns the version under which it was registered. */
    public String version() {
        return entry.identity().version();
    }

    /**
     * Takes the driver away and returns when its code is no longer used, or when the options' time for that
     * is over. Its nodes move to another version that is registered; where there is none they park, and
     * requests wait for the next one, as long as their device lets them. A thread inside an I/O operation
     * does not wait. Idempotent.
     */
    @Override
    public void close() {
        system.unregister(this, entry);
    }
}
