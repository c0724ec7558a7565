// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.export;

import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes and ends exports. Registered as a service by the bundle that speaks the protocol. Any thread that
 * holds no lock and is not inside a request.
 */
@ProviderType
public interface BlockExports {

    /** The most exports; a further one is refused with BUSY. */
    int MAX_EXPORTS = 256;

    /** How many seconds back rates look. */
    int RATE_SECONDS = 10;

    /**
     * Begins to serve a device. Several exports may share an address, by different names.
     *
     * @throws BlockException NOT_FOUND without such a device, EXISTS when the address has an export of the
     *     name, INVALID for an address or certificates that make no sense, PERMISSION or BUSY when the
     *     address can't be had
     */
    @GlobalState
    ExportInfo export(ExportRequest request) throws BlockException;

    /** Returns the exports in order of their names. */
    @Io(lock = LockNeed.NONE)
    List<ExportInfo> exports();

    /**
     * Ends an export: its clients' requests that are under way are answered, within a bound, then they are
     * disconnected.
     *
     * @param address which one of several with the name; null when there is only one
     * @throws BlockException NOT_FOUND without such an export, INVALID when the address is needed
     */
    @GlobalState
    void unexport(String name, String address) throws BlockException;

    /**
     * The block layer is about to shut down: takes no further connection or request, and returns when those
     * under way are answered or after a short bound. What still waits then is answered while the block layer
     * shuts down.
     */
    @GlobalState
    void windDown();
}
