// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/** Somebody's use of a device: while it lasts the device is closed by force only. */
@ProviderType
public interface DeviceUse extends AutoCloseable {

    /** Ends the use, once; further closes do nothing. Any thread. */
    @Io
    @Override
    void close();
}
