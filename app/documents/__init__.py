"""One document model and its writers: today PDF, later DOCX and XLSX from the same values."""
