"""Reads the packages in container images, layer by layer, without running or unpacking anything.

`blobs` opens an image's files, `manifest` lists the images and their layers, `layer` reads the files of a layer, `packages` recognises
installed packages, and `content` joins the layers.
"""
