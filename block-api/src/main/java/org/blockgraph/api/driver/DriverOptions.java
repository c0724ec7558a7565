// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A node's own options, without those of its children. The core remembers which were asked for: one that
 * the driver never asked for makes the open fail and is named.
 */
@ProviderType
public interface DriverOptions {

    /** Returns the text, or null when it is not given. */
    @Io
    String text(String key);

    /**
     * Returns the text.
     *
     * @throws BlockException INVALID when it is not given
     */
    @Io
    String required(String key) throws BlockException;

    /**
     * Returns a size in bytes; k, M, G, T, P and E multiply by powers of 1024, as in qemu-img.
     *
     * @throws BlockException INVALID when it is no size
     */
    @Io
    long size(String key, long otherwise) throws BlockException;

    /**
     * Returns on or off (also yes, no, true, false).
     *
     * @throws BlockException INVALID when it is neither
     */
    @Io
    boolean flag(String key, boolean otherwise) throws BlockException;

    /**
     * Returns one of the given words.
     *
     * @throws BlockException INVALID when it is none of them; the message lists them
     */
    @Io
    String choice(String key, String otherwise, List<String> words) throws BlockException;
}
