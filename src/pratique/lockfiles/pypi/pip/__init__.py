"""Requirements files and constraints files of pip."""
