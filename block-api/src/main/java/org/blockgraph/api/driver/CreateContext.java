// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/** What a driver is given to make an image, valid during the call and on its thread. */
@ProviderType
public interface CreateContext {

    /** Returns what is made, for messages: the file's name. */
    @Io
    String name();

    /** Returns the virtual size in bytes. */
    @Io
    long size();

    /** Returns the driver's own options; a protocol finds the thing in {@code filename}. */
    @Io
    DriverOptions options();

    /** Returns the child "file" for a format, open for writing and empty; null for a protocol. */
    @Io
    Child file();

    /** Returns a request for I/O on the child. */
    @Io
    BlockRequest request();
}
