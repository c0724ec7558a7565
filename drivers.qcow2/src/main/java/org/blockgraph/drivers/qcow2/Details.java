// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.Map;
import java.util.TreeMap;

/** What qemu-img info tells of an image, by its names. */
final class Details {

    private Details() {}

    static Map<String, String> of(Header header, boolean corrupt) {
        Map<String, String> details = new TreeMap<>();
        details.put("compat", header.version() == 2 ? "0.10" : "1.1");
        details.put("cluster-size", Integer.toString(header.geometry().clusterSize()));
        details.put("refcount-bits", Integer.toString(1 << header.refcountOrder()));
        details.put("compression-type", "zlib");
        details.put("lazy-refcounts", Boolean.toString((header.compatible() & Features.LAZY_REFCOUNTS) != 0));
        details.put("corrupt", Boolean.toString(corrupt));
        details.put("extended-l2", "false");
        if (header.snapshots() > 0) {
            details.put("snapshots", Integer.toString(header.snapshots()));
        }
        if (header.backingFile() != null) {
            details.put("backing-filename", header.backingFile());
        }
        if (header.backingFormat() != null) {
            details.put("backing-filename-format", header.backingFormat());
        }
        return details;
    }
}
