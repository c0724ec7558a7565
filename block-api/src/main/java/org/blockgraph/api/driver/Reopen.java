// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ConsumerType;

/** A prepared reopen of one node. Exactly one of the two methods is called, once. */
@ConsumerType
@FunctionalInterface
public interface Reopen {

    /** For an instance in which nothing has to change. */
    Reopen NOTHING = new Reopen() {
        @Override
        public void commit() {
            // Nothing changes.
        }
    };

    /** Makes it so: no I/O, no waiting, no exception. Called under the write lock. */
    @GlobalState(lock = LockNeed.WRITE)
    void commit();

    /**
     * Forgets it; everything is as before. The default: there is nothing to give back. The core closes files
     * and lets go of children that it gave.
     */
    @GlobalState
    default void abort() {
        // What was prepared is garbage.
    }
}
