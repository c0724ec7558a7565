// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverOptions;

/**
 * The options of a new image, by qemu-img's names.
 *
 * @param version 2 for compat=0.10, 3 for compat=1.1
 * @param geometry by cluster_size
 * @param refcountOrder by refcount_bits
 * @param lazyRefcounts sets the feature; this driver keeps refcounts exact all the same
 * @param backingFile a name that is stored, or null
 * @param backingFormat its format, or null
 */
record CreateOptions(
        int version, Geometry geometry, int refcountOrder, boolean lazyRefcounts, String backingFile,
        String backingFormat) {

    private static final int DEFAULT_CLUSTER_SIZE = 65_536;

    static CreateOptions of(CreateContext context) throws BlockException {
        DriverOptions options = context.options();
        String name = context.name();
        String compat = options.choice("compat", "1.1", List.of("0.10", "1.1", "v2", "v3"));
        int version = compat.matches("0.10|v2") ? 2 : 3;
        long clusterSize = options.size("cluster_size", DEFAULT_CLUSTER_SIZE);
        if (Long.bitCount(clusterSize) != 1 || clusterSize < 512 || clusterSize > 2 << 20) {
            throw invalid(name, "cluster_size", clusterSize + " is no power of two between 512 and 2M");
        }
        long bits = options.size("refcount_bits", 16);
        if (Long.bitCount(bits) != 1 || bits > 64) {
            throw invalid(name, "refcount_bits", bits + " is no power of two up to 64");
        }
        boolean lazy = options.flag("lazy_refcounts", false);
        if (version == 2 && (bits != 16 || lazy)) {
            throw invalid(name, bits != 16 ? "refcount_bits" : "lazy_refcounts", "needs compat=1.1");
        }
        options.choice("compression_type", "zlib", List.of("zlib"));
        options.choice("preallocation", "off", List.of("off"));
        String backing = options.text("backing_file");
        String format = options.text("backing_fmt");
        if (backing == null && format != null) {
            throw invalid(name, "backing_fmt", "is given without backing_file");
        }
        if (backing != null && bytes(backing) > Header.MAX_BACKING_NAME) {
            throw invalid(name, "backing_file", "is longer than 1023 bytes");
        }
        return new CreateOptions(
                version,
                new Geometry(Long.numberOfTrailingZeros(clusterSize)),
                Long.numberOfTrailingZeros(bits),
                lazy,
                backing,
                format);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static BlockException invalid(String name, String option, String why) {
        return new BlockException(BlockError.INVALID, name, name + ": " + option + ": " + why);
    }
}
