// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.NodeServices;

/**
 * What a node was opened as: all that it takes to read its image again.
 *
 * @param file where the image is
 * @param backing what shows through, or null
 * @param caches how large they may become
 * @param readOnly whether the image is never written to
 * @param services for what is to be told
 */
record Setup(ImageFile file, Child backing, CacheSizes caches, boolean readOnly, NodeServices services) {

    /** Reads the image's structures. */
    OpenImage read(BlockRequest request, Header header) throws BlockException {
        HeaderFields fields = new HeaderFields(file);
        Corruption corruption = new Corruption(file, header, fields, services, readOnly);
        return OpenImage.read(file, request, header, fields, backing, caches, corruption);
    }
}
