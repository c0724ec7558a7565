// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.nio.file.Path;

/**
 * Which file a driver wants.
 *
 * @param path the file or block device
 * @param writable whether it will be written to
 * @param direct whether the page cache is to be bypassed
 * @param locking whether other processes are locked out by QEMU's byte ranges
 */
public record FileRequest(Path path, boolean writable, boolean direct, boolean locking) {}
