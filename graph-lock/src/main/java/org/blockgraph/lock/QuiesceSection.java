// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import org.osgi.annotation.versioning.ProviderType;

/** A time in which the sources of readers are closed. Sections nest by handle, in any order of closing. */
@ProviderType
public interface QuiesceSection extends AutoCloseable {

    /** Ends this section; the last one to end opens the sources. Idempotent, any thread. */
    @Override
    void close();
}
