// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.info.CheckInfo;

/**
 * Checks an image as it is in the file: counts what refers to each cluster and compares with the refcounts.
 * A count that is too low, or a place that can't be, is a corruption; one that is too high is a leak.
 */
final class ImageCheck {

    private final ImageFile file;
    private final BlockRequest request;
    private final Header header;
    private final Findings findings = new Findings();
    private final ReferenceCounts references;

    ImageCheck(ImageFile file, BlockRequest request, Header header) {
        this.file = file;
        this.request = request;
        this.header = header;
        Geometry geometry = header.geometry();
        this.references = new ReferenceCounts(geometry, geometry.clustersFor(file.length()), findings);
    }

    CheckInfo run() throws BlockException {
        references.add("header", 0, 1);
        RefcountCheck refcounts = new RefcountCheck(file, request, header, references, findings);
        L1Walk walk = new L1Walk(file, request, header, references, findings);
        walk.add("active L1 table", header.l1Offset(), header.l1Entries(), true);
        for (SnapshotEntry snapshot : SnapshotEntry.readAll(file, request, header, references)) {
            walk.add(
                    "L1 table of snapshot '" + snapshot.name() + "'",
                    snapshot.l1Offset(),
                    snapshot.l1Entries(),
                    false);
        }
        BitmapDirectory.count(file, request, header, references);
        refcounts.compare();
        long total = header.geometry().clustersFor(header.size());
        return findings.result(walk.allocated(), total);
    }

    /** What was found so far; messages up to the bound, counts beyond. */
    static final class Findings {
        private final List<String> messages = new ArrayList<>();
        private long corruptions;
        private long leaks;

        void corruption(String message) {
            corruptions++;
            keep("corruption: " + message);
        }

        void leak(String message) {
            leaks++;
            keep("leak: " + message);
        }

        private void keep(String message) {
            if (messages.size() < CheckInfo.MAX_MESSAGES) {
                messages.add(message);
            }
        }

        CheckInfo result(long allocated, long total) {
            return new CheckInfo(corruptions, leaks, 0, 0, allocated, total, messages);
        }
    }
}
