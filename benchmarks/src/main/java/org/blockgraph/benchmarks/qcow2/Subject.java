// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.nio.file.Path;

/** One that does jobs: this project, or qemu-img in one of its modes. */
interface Subject {

    /** What a table calls it. */
    String name();

    /**
     * Does a job on a qcow2 image that nobody else has open, and leaves it closed.
     *
     * @return seconds that the requests took, without opening and closing
     */
    double run(Job job, Path image) throws Exception;
}
