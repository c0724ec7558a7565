// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Closes and opens one outside source of readers. Both methods are called by the thread that begins or ends
 * the quiesce; they must not wait, take the lock, or throw.
 */
@ConsumerType
public interface QuiesceHook {

    /** From now on no new reader starts from this source. Readers that are inside may finish. */
    void quiesceBegin();

    /** Readers may start again. Called exactly once for each {@link #quiesceBegin}. */
    void quiesceEnd();
}
