// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A drained time: no request from outside is in flight below the drained node and none starts. Handles
 * nest; requests start again when the last one is closed.
 */
@ProviderType
public interface DrainHandle extends AutoCloseable {

    /**
     * Ends this drain, once; further closes do nothing. Any thread, also inside a request: it does not wait
     * until requests start again, which takes a moment.
     */
    @Io
    @Override
    void close();
}
